import { css } from 'lit'

export const answerViewStyles = css`
  .statements {
    display: grid;
    gap: 0.75rem;
    font-size: 1.1875rem;
    line-height: 1.9;
    overflow-wrap: anywhere;
  }
  .text {
    white-space: pre-line;
  }
  .draft,
  em {
    color: var(--ink-soft);
  }
  .citations {
    white-space: nowrap;
  }
  .citation {
    position: relative;
    display: inline-block;
    min-inline-size: var(--citation-size, 1.5rem);
    margin-inline-start: 0.3125rem;
    padding: 0 0.375rem;
    border: 1px solid var(--accent-edge);
    border-radius: 0.375rem;
    background: var(--accent-soft);
    color: var(--accent);
    font: 600 0.8125rem / var(--citation-line, 1.375rem) var(--sans);
    font-variant-numeric: tabular-nums;
    text-align: center;
    vertical-align: 0.125em;
  }
  button.citation::after {
    content: '';
    position: absolute;
    inset: -0.375rem -0.125rem;
  }
  .citation:hover {
    background: var(--accent);
    color: var(--on-accent);
  }
  .withdrawn,
  .withdrawn:hover {
    border-style: dashed;
    background: transparent;
    color: var(--ink-soft);
    text-decoration: line-through;
  }
  .degraded {
    margin-block-start: 1rem;
    color: var(--ink-soft);
  }
  .confidence {
    margin-block: 1.25rem 2rem;
    color: var(--ink-soft);
    font-size: 0.875rem;
  }
  .confidence strong {
    color: var(--ink);
  }
  .meter {
    display: inline-flex;
    gap: 0.1875rem;
    margin-inline-end: 0.375rem;
    vertical-align: 0.0625em;
  }
  .meter i {
    inline-size: 0.875rem;
    block-size: 0.375rem;
    border-radius: 1rem;
    background: var(--rule);
  }
  .meter.high i,
  .meter.medium i:nth-child(-n + 2),
  .meter.low i:first-child {
    background: var(--accent);
  }
  .took {
    white-space: nowrap;
    margin-inline-start: 0.25rem;
  }
  .sources {
    margin-block: 0.5rem 1.25rem;
    border-block-start: 2px solid var(--ink);
  }
  .sources .row {
    grid-template-columns: 1.5rem 1fr auto;
    align-items: baseline;
  }
  .number {
    color: var(--accent);
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem;
  }
  .outcome {
    color: var(--ink-soft);
    font-size: 0.875rem;
  }
  youju-answer-rating {
    flex-basis: 100%;
    margin-block-start: 0.5rem;
  }
  .refusal {
    display: grid;
    gap: 0.25rem;
    margin-block-end: 2rem;
  }
  .refusal h3 {
    font: 600 1.25rem / 1.6 var(--serif);
  }
  .refusal p {
    color: var(--ink-soft);
  }
  @media (width < 30rem) {
    .sources .row {
      grid-template-columns: 1.5rem 1fr;
    }
    .sources time {
      grid-column: 2;
    }
  }
`
