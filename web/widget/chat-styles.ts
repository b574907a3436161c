import { css } from 'lit'

/**
 * The colours of the parts, from the properties that a site may set (docs/widget.md lists them). They stand on an
 * element inside: what the host page calls `--accent` means nothing here.
 */
const palette = css`
  .root {
    color-scheme: light;
    --paper: var(--youju-background, #faf8f3);
    --surface: var(--youju-surface, #fffefb);
    --ink: var(--youju-text, #1e1b17);
    --ink-soft: var(--youju-text-soft, #5f584d);
    --rule: var(--youju-rule, #e0d9cb);
    --edge: var(--youju-edge, #8b8272);
    --accent: var(--youju-accent, #9a2a1c);
    --accent-strong: var(--youju-accent-strong, #7d1f13);
    --accent-soft: var(--youju-accent-soft, #faece7);
    --accent-edge: var(--youju-accent-edge, #e3bdb3);
    --on-accent: var(--youju-on-accent, #fff);
    --mark-faint: var(--youju-mark, #fdf2c8);
    --focus: var(--youju-focus, #1a5fb4);
    --sans: var(
      --youju-font,
      system-ui,
      'PingFang SC',
      'HarmonyOS Sans SC',
      'MiSans',
      'Microsoft YaHei',
      'Noto Sans CJK SC',
      'Noto Sans SC',
      sans-serif
    );
    --serif: var(--sans);
  }
`

const dark = css`
  color-scheme: dark;
  --paper: var(--youju-background, #161412);
  --surface: var(--youju-surface, #1f1c19);
  --ink: var(--youju-text, #ece7de);
  --ink-soft: var(--youju-text-soft, #b5ac9e);
  --rule: var(--youju-rule, #3a352e);
  --edge: var(--youju-edge, #857c6e);
  --accent: var(--youju-accent, #f2a493);
  --accent-strong: var(--youju-accent-strong, #ffc0b2);
  --accent-soft: var(--youju-accent-soft, #35221d);
  --accent-edge: var(--youju-accent-edge, #6b4238);
  --on-accent: var(--youju-on-accent, #22110d);
  --mark-faint: var(--youju-mark, #3d3212);
  --focus: var(--youju-focus, #8ab4f8);
`

export const chatStyles = css`
  /* !important of a shadow tree wins over that of the page: no rule of the host undoes these. */
  :host {
    all: initial !important;
    display: block !important;
  }
  :host([hidden]) {
    display: none !important;
  }
  ${palette}
  .root.dark {
    ${dark}
  }
  @media (prefers-color-scheme: dark) {
    .root.auto {
      ${dark}
    }
  }
  .root {
    font: 400 1rem/1.65 var(--sans);
    color: var(--ink);
    text-align: start;
  }
  .root.bubble {
    position: fixed;
    inset-block-end: max(1rem, env(safe-area-inset-bottom));
    inset-inline-end: max(1rem, env(safe-area-inset-right));
    z-index: var(--youju-z-index, 2147483000);
  }
  .opener {
    display: inline-flex;
    align-items: center;
    min-block-size: 3.25rem;
    padding: 0.5rem 1.375rem;
    border: 1px solid var(--on-accent);
    border-radius: 2rem;
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
    box-shadow: 0 4px 16px rgb(0 0 0 / 25%);
  }
  .opener:hover {
    background: var(--accent-strong);
  }
  .panel {
    position: relative;
    display: grid;
    grid-template-rows: auto 1fr auto;
    block-size: var(--youju-height, 36rem);
    overflow: hidden;
    border: 1px solid var(--edge);
    border-radius: var(--youju-radius, 0.875rem);
    background: var(--paper);
  }
  .bubble .panel {
    inline-size: var(--youju-width, 24rem);
    max-inline-size: calc(100vw - 2rem);
    max-block-size: calc(100vh - 2rem);
    max-block-size: calc(100dvh - 2rem);
    box-shadow: 0 12px 40px rgb(0 0 0 / 25%);
  }
  .head {
    display: flex;
    align-items: center;
    gap: 0.25rem;
    padding: 0.375rem 0.5rem 0.375rem 1rem;
    border-block-end: 1px solid var(--rule);
  }
  .head h2 {
    flex: 1;
    min-inline-size: 0;
    font-size: 1rem;
    overflow-wrap: anywhere;
  }
  .head button {
    min-inline-size: 2.75rem;
    min-block-size: 2.75rem;
    padding: 0 0.625rem;
    border: 0;
    border-radius: 0.5rem;
    background: transparent;
    color: var(--ink-soft);
    font-size: 0.875rem;
  }
  .head button:hover {
    color: var(--accent);
  }
  .log {
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 1rem;
  }
  .greeting {
    color: var(--ink-soft);
  }
  .suggestions {
    display: grid;
    gap: 0.5rem;
    margin-block-start: 0.75rem;
  }
  .suggestions button {
    text-align: start;
    color: var(--ink);
  }
  .turn {
    display: grid;
    gap: 0.75rem;
    padding-block-end: 1.5rem;
  }
  .asked {
    justify-self: end;
    max-inline-size: 85%;
    padding: 0.5rem 0.875rem;
    border-radius: 0.875rem;
    background: var(--accent-soft);
    overflow-wrap: anywhere;
  }
  .note,
  .progress {
    color: var(--ink-soft);
  }
  youju-answer-view::part(statements) {
    font-size: 1rem;
    line-height: 1.75;
  }
  .foot {
    padding: 0.5rem 0.75rem 0.75rem;
  }
  .guard {
    display: none;
    position: absolute;
  }
  youju-quote-card {
    position: absolute;
    inset: auto 0 0;
  }
  @media (width < 30rem) {
    .bubble .guard {
      display: block;
    }
    .bubble .panel {
      position: fixed;
      inset: 0;
      inline-size: auto;
      block-size: auto;
      max-inline-size: none;
      max-block-size: none;
      border: 0;
      border-radius: 0;
    }
  }
`
