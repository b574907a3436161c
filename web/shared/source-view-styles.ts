import { css } from 'lit'

export const sourceViewStyles = css`
  dialog {
    position: fixed;
    inset: 0 0 0 auto;
    inline-size: min(100%, 40rem);
    block-size: 100%;
    max-inline-size: none;
    max-block-size: none;
    margin: 0;
    padding: 0;
    border: 0;
    background: var(--surface);
    color: var(--ink);
  }
  dialog[open] {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 45%);
  }
  .bar {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.75rem;
    padding: max(0.5rem, env(safe-area-inset-top)) 0.75rem 0.5rem 1.25rem;
    border-block-end: 1px solid var(--rule);
  }
  .bar button {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 2.75rem;
    block-size: 2.75rem;
    padding: 0;
  }
  svg {
    inline-size: 1rem;
    block-size: 1rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.75;
    stroke-linecap: round;
  }
  .body {
    padding: 1.25rem 1.25rem max(3rem, env(safe-area-inset-bottom));
    overflow: auto;
    overscroll-behavior: contain;
    overflow-wrap: anywhere;
  }
  .body:focus-visible {
    outline-offset: -3px;
  }
  h2 {
    display: -webkit-box;
    overflow: hidden;
    font: 600 1.1875rem / 1.45 var(--serif);
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }
  h2:focus {
    outline: 0;
  }
  .origin {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1.25rem;
    margin-block: 0 1.25rem;
    color: var(--ink-soft);
    font-size: 0.875rem;
  }
  .text {
    font-size: 1.0625rem;
    line-height: 1.9;
    white-space: pre-wrap;
  }
  mark,
  .swatch {
    color: inherit;
    background: var(--mark);
    box-decoration-break: clone;
    border-radius: 0.1875rem;
    padding-block: 0.125rem;
  }
  mark.other,
  .other {
    background: var(--mark-faint);
  }
  mark.quote {
    color: var(--on-mark);
    scroll-margin: 4rem;
  }
  .swatch {
    display: inline-block;
    inline-size: 1.5em;
    block-size: 1em;
    vertical-align: -0.125em;
  }
  .changed {
    margin-block-end: 1.25rem;
    padding: 0.75rem 1rem;
    border-inline-start: 4px solid var(--accent);
    background: var(--accent-soft);
  }
  @media (width >= 64rem) {
    dialog {
      inline-size: var(--source-width);
      border-inline-start: 1px solid var(--rule);
    }
    .body {
      padding-inline: clamp(1.25rem, 2.5vw, 3rem);
    }
    .bar {
      padding-inline-start: clamp(1.25rem, 2.5vw, 3rem);
    }
  }
`
