import { css } from 'lit'

/**
 * What every part looks like. Colours come as custom properties from the page around it (web/ask/page.css
 * lists them), so that a part follows its page into the dark.
 */
export const partStyles = css`
  :host {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ol,
  ul {
    margin: 0;
    padding: 0;
  }
  ol,
  ul {
    list-style: none;
  }
  button,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }
  button {
    cursor: pointer;
  }
  a {
    color: var(--accent);
    text-underline-offset: 0.2em;
  }
  :focus-visible {
    outline: 3px solid var(--focus);
    outline-offset: 2px;
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .label {
    font-size: 0.8125rem;
    font-weight: 600;
    letter-spacing: 0.06em;
    color: var(--ink-soft);
  }
  .quiet {
    min-block-size: var(--target, 2.5rem);
    padding: 0.25rem 0.875rem;
    border: 1px solid var(--rule);
    border-radius: 0.5rem;
    background: transparent;
    color: var(--ink-soft);
    font-size: 0.875rem;
  }
  .quiet:hover {
    border-color: var(--accent);
    color: var(--accent);
  }
  .quiet[aria-pressed='true'] {
    border-color: var(--accent);
    background: var(--accent-soft);
    color: var(--accent);
  }
  .row {
    min-block-size: var(--target, auto);
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 0.25rem 0.75rem;
    inline-size: 100%;
    padding: 0.75rem 0;
    border: 0;
    border-block-end: 1px solid var(--rule);
    background: transparent;
    text-align: start;
    overflow-wrap: anywhere;
  }
  button.row:hover .title {
    color: var(--accent);
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  .row time {
    color: var(--ink-soft);
    font-size: 0.8125rem;
  }
  @media (forced-colors: active) {
    mark {
      border-block-end: 2px solid;
    }
  }
`
