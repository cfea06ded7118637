import { signal } from '@preact/signals';
import type { FromGraphPanel } from '../../../src/protocol/graph.ts';
import type { EditorHost } from '../../shared/editorHost.ts';

/** The editor gives the focus back to the text when a list of commands closes: milliseconds between tries to take it, and tries. */
const BETWEEN = 50;
const TRIES = 20;

/**
 * Takes the keys when the reader asks to step. The editor may refuse the focus for a moment, or give it to something that closes
 * just then: the page tries again, and shows where to click if all was in vain.
 */
export class PanelFocus {
  /** Keys are wanted here, and do not arrive. */
  readonly missing = signal(false);
  private readonly host: EditorHost<FromGraphPanel>;
  private wanted = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: EditorHost<FromGraphPanel>) {
    this.host = host;
    window.addEventListener('focus', () => this.arrived());
    document.addEventListener('visibilitychange', () => {
      if (this.wanted && document.visibilityState === 'visible') this.take();
    });
  }

  take(): void {
    this.wanted = true;
    this.tryFor(TRIES);
  }

  private tryFor(tries: number): void {
    clearTimeout(this.timer);
    const inside = document.activeElement;
    window.focus();
    if (inside === null || inside === document.body)
      document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
    if (tries === TRIES / 2 && !document.hasFocus()) this.host.send({ type: 'focused', has: false });
    if (document.hasFocus()) this.arrived();
    else if (tries > 0) this.timer = setTimeout(() => this.tryFor(tries - 1), BETWEEN);
    else this.missing.value = true;
  }

  private arrived(): void {
    clearTimeout(this.timer);
    if (this.wanted) this.host.send({ type: 'focused', has: true });
    this.wanted = false;
    this.missing.value = false;
  }
}
