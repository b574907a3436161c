import { css } from 'lit'

export const kioskStyles = css`
  .page {
    display: grid;
    grid-template-rows: auto auto 1fr;
    block-size: 100vh;
    block-size: 100dvh;
    padding: 0.75rem 1.25rem 0;
  }
  header {
    grid-row: 1;
    display: flex;
    align-items: center;
    gap: 0.75rem;
    padding-block-end: 0.5rem;
    border-block-end: 3px double var(--ink);
  }
  h1 {
    flex: 1;
    font: 700 1.5rem / 1.4 var(--serif);
    letter-spacing: 0.08em;
  }
  .lost {
    grid-row: 2;
    padding: 0.5rem 0.75rem;
    background: var(--accent-soft);
    color: var(--ink);
  }
  main {
    grid-row: 3;
    min-block-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding-block: 1rem 2rem;
  }
  .home {
    display: grid;
    grid-template-columns: minmax(0, 5fr) minmax(0, 4fr);
    gap: 2rem;
  }
  .asking,
  .write,
  .browse,
  article {
    display: grid;
    align-content: start;
    gap: 1rem;
    min-inline-size: 0;
  }
  .lead {
    font: 500 2rem / 1.5 var(--serif);
  }
  .hint {
    color: var(--ink-soft);
  }
  .strong {
    min-block-size: calc(1.25 * var(--target));
    padding: 0.5rem 2rem;
    border: 1px solid transparent;
    border-radius: 0.75rem;
    background: var(--accent);
    color: var(--on-accent);
    font-size: 1.25rem;
    font-weight: 600;
  }
  .quiet {
    color: var(--ink);
    background: var(--surface);
    font-size: 1rem;
  }
  .choices,
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem;
  }
  .choices .quiet {
    text-align: start;
  }
  .months {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1rem;
  }
  article {
    max-inline-size: 56rem;
  }
  article h2 {
    font: 600 1.375rem / 1.5 var(--serif);
    overflow-wrap: anywhere;
  }
  .note,
  .progress {
    color: var(--ink-soft);
  }
  .veil {
    position: fixed;
    inset: 0;
    z-index: 10;
    display: grid;
    place-items: center;
    background: rgb(0 0 0 / 60%);
  }
  .card {
    display: grid;
    justify-items: center;
    gap: 1rem;
    max-inline-size: 32rem;
    padding: 2rem;
    border-radius: 1rem;
    background: var(--paper);
    text-align: center;
  }
  .code svg {
    display: block;
    inline-size: min(60vh, 20rem);
    block-size: auto;
  }
  @media (orientation: portrait), (width < 60rem) {
    .home {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`
