import { css } from 'lit'

export const consolePageStyles = css`
  .page {
    display: grid;
    gap: 1rem;
    min-block-size: 100vh;
    align-content: start;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 1rem;
    padding: 0.75rem 1.25rem;
    border-block-end: 1px solid var(--rule);
  }
  h1 {
    font: 600 1.25rem / 1.6 var(--serif);
  }
  nav {
    display: flex;
    flex: 1 1 20rem;
    flex-wrap: wrap;
    gap: 0.125rem 0.25rem;
  }
  nav a {
    display: inline-flex;
    align-items: center;
    min-block-size: 2.5rem;
    padding: 0 0.75rem;
    border-radius: 0.5rem;
    color: var(--ink-soft);
    text-decoration: none;
  }
  nav a:hover {
    color: var(--accent);
    text-decoration: underline;
  }
  nav a[aria-current] {
    background: var(--accent-soft);
    color: var(--accent);
    font-weight: 600;
  }
  .tools {
    display: flex;
    gap: 0.5rem;
  }
  main {
    inline-size: 100%;
    max-inline-size: 76rem;
    min-inline-size: 0;
    margin-inline: auto;
    padding: 0.5rem 1.25rem 4rem;
  }
  main:focus {
    outline: none;
  }
  .skip {
    position: absolute;
    inset-block-start: -10rem;
    z-index: 1;
  }
  .skip:focus {
    inset-block-start: 0.5rem;
    inset-inline-start: 0.5rem;
  }
`
