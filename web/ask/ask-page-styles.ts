import { css } from 'lit'

export const askPageStyles = css`
  :host {
    min-block-size: 100vh;
    min-block-size: 100dvh;
  }
  .page {
    display: grid;
    grid-template-rows: auto 1fr auto;
    gap: clamp(1.25rem, 4vh, 2.5rem);
    min-block-size: inherit;
    max-inline-size: 46rem;
    margin-inline: auto;
    padding: max(0.75rem, env(safe-area-inset-top)) 1.125rem max(1rem, env(safe-area-inset-bottom));
  }
  header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding-block: 0.5rem;
    border-block-end: 3px double var(--ink);
  }
  h1 {
    font: 700 1.75rem / 1.4 var(--serif);
    letter-spacing: 0.08em;
  }
  h1 a {
    color: var(--ink);
    text-decoration: none;
  }
  main {
    display: grid;
    align-content: start;
    gap: clamp(1.5rem, 4vh, 2.5rem);
    min-inline-size: 0;
  }
  main > * {
    min-inline-size: 0;
  }
  .lead {
    font: 500 clamp(1.125rem, 1rem + 1vw, 1.375rem) / 1.75 var(--serif);
    text-wrap: pretty;
  }
  .examples {
    display: grid;
    gap: 0.75rem;
  }
  .examples ul {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .examples .quiet {
    min-block-size: 2.75rem;
    background: var(--surface);
    color: var(--ink);
    font-size: 0.9375rem;
    text-align: start;
  }
  .progress {
    color: var(--ink-soft);
  }
  .progress::before {
    content: '';
    display: inline-block;
    inline-size: 0.5rem;
    block-size: 0.5rem;
    margin-inline-end: 0.625rem;
    border-radius: 50%;
    background: var(--accent);
    vertical-align: 0.125em;
    animation: breathe 1.2s ease-in-out infinite alternate;
  }
  .note {
    margin-block: 1rem;
    color: var(--ink-soft);
  }
  footer {
    min-block-size: 1.5rem;
    color: var(--ink-soft);
    font-size: 0.8125rem;
  }
  @keyframes breathe {
    from {
      opacity: 0.25;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .progress::before {
      animation: none;
    }
  }
  @media (width >= 64rem) {
    .page {
      padding-inline: 2rem;
    }
    .page.with-source {
      margin-inline-end: calc(var(--source-width) + max(0rem, (100vw - var(--source-width) - 46rem) / 2));
    }
  }
  .references {
    display: none;
  }
  @media print {
    header button,
    youju-question-box,
    footer {
      display: none;
    }
    .page {
      min-block-size: 0;
      max-inline-size: none;
    }
    article h2 {
      position: static;
      inline-size: auto;
      block-size: auto;
      clip-path: none;
      white-space: normal;
    }
    .references {
      display: block;
      font: inherit;
      font-size: 0.875rem;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
  }
`
