import { css } from 'lit'

/** Forms, lists and tables, as every view of the console has them. */
export const consoleStyles = css`
  h2 {
    font: 600 1.375rem / 1.5 var(--serif);
  }
  h3 {
    font: 600 1.0625rem / 1.5 var(--sans);
  }
  section,
  form {
    display: grid;
    gap: 0.875rem;
    min-inline-size: 0;
  }
  section + section,
  form + section,
  .apart {
    display: block;
    margin-block-start: 2rem;
  }
  section.apart {
    display: grid;
  }
  section > button,
  .quote > button {
    justify-self: start;
  }
  .card {
    padding: 1.125rem;
    border: 1px solid var(--rule);
    border-radius: 0.875rem;
    background: var(--surface);
  }
  label {
    display: grid;
    gap: 0.25rem;
    font-size: 0.9375rem;
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1rem;
    margin: 0;
    padding: 0.5rem 0.875rem;
    border: 1px solid var(--rule);
    border-radius: 0.5rem;
  }
  fieldset label {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-block-size: 2.5rem;
  }
  fieldset input {
    inline-size: 1.25rem;
    min-block-size: 1.25rem;
  }
  input,
  select,
  textarea {
    min-block-size: 2.75rem;
    inline-size: 100%;
    padding: 0.375rem 0.75rem;
    border: 1px solid var(--edge);
    border-radius: 0.5rem;
    background: var(--paper);
    color: inherit;
    font: inherit;
  }
  textarea {
    min-block-size: 5.5rem;
    resize: vertical;
  }
  .strong {
    min-block-size: 2.75rem;
    padding: 0.25rem 1.25rem;
    border: 1px solid transparent;
    border-radius: 0.625rem;
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
    justify-self: start;
  }
  .strong[disabled] {
    opacity: 0.55;
  }
  .buttons,
  .fields {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 0.5rem 0.75rem;
  }
  .fields > label {
    flex: 1 1 10rem;
  }
  .hint,
  .detail {
    color: var(--ink-soft);
    font-size: 0.875rem;
    overflow-wrap: anywhere;
  }
  .detail {
    white-space: pre-line;
  }
  .news:empty {
    display: none;
  }
  .news {
    color: var(--ink-soft);
  }
  .failure {
    display: grid;
    gap: 0.375rem;
    padding: 0.875rem 1rem;
    border-inline-start: 4px solid var(--accent);
    background: var(--surface);
  }
  .items > li {
    display: grid;
    gap: 0.375rem;
    padding: 0.875rem 0;
    border-block-end: 1px solid var(--rule);
    overflow-wrap: anywhere;
  }
  .title {
    font-weight: 600;
  }
  .badge {
    padding: 0.0625rem 0.5rem;
    border: 1px solid var(--accent-edge);
    border-radius: 0.375rem;
    background: var(--accent-soft);
    color: var(--accent);
    font-size: 0.8125rem;
    font-weight: 600;
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
    inline-size: 100%;
    font-size: 0.9375rem;
  }
  caption {
    text-align: start;
  }
  th,
  td {
    padding: 0.5rem 0.75rem 0.5rem 0;
    border-block-end: 1px solid var(--rule);
    text-align: start;
    vertical-align: top;
  }
  th {
    color: var(--ink-soft);
    font-size: 0.8125rem;
  }
  td.number {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  code,
  pre {
    font-family: ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace;
    font-size: 0.875rem;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  pre {
    margin: 0;
    padding: 0.75rem;
    border: 1px solid var(--rule);
    border-radius: 0.5rem;
    background: var(--paper);
  }
  progress {
    inline-size: 100%;
    accent-color: var(--accent);
  }
  details > summary {
    cursor: pointer;
    min-block-size: 1.75rem;
  }
`
