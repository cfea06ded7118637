import type { FromTrainingPanel } from '../../../src/protocol/training.ts';
import { isLasting, type PictureRequest, type ViewName, viewNames } from '../../../src/protocol/views.ts';

type Look = Extract<FromTrainingPanel, { type: 'look' }>;

/** Between two looks: at most five a second. */
const PAUSE = 200;
/** While a picture is made the run waits: what only follows the run comes again after this many times as long, or so long. */
const REST = 3;
const LONGEST_REST = 5000;
/** After this long an unanswered look counts as lost, and the next may go. */
const PATIENCE = 10_000;

interface Wanted {
  request: PictureRequest;
  stale: boolean;
}

/**
 * Asks for the details that visible cards need: one look in flight, at most five a second, none while nothing
 * changed. A card says what it wants; progress makes every want stale again.
 */
export class LookScheduler {
  private readonly wanted = new Map<ViewName, Wanted>();
  private readonly awaited = new Set<ViewName>();
  private target: { readonly variant: number; readonly step: number | undefined } = { variant: 0, step: undefined };
  private sentAt = Number.NEGATIVE_INFINITY;
  /** What the last look took, in milliseconds. */
  private took = 0;
  /** The reader asked for something, and does not wait for what the run is given. */
  private urgent = false;
  private timer = 0;

  private readonly post: (look: Look) => void;

  constructor(post: (look: Look) => void) {
    this.post = post;
  }

  want(request: PictureRequest): void {
    const known = this.wanted.get(request.view);
    if (known && JSON.stringify(known.request) === JSON.stringify(request)) return;
    this.wanted.set(request.view, { request, stale: true });
    this.urgent = true;
    this.giveUp(request.view);
  }

  unwant(view: ViewName): void {
    this.wanted.delete(view);
    this.giveUp(view);
  }

  /** What was asked for last may belong to a run that is over, and never be answered. */
  private giveUp(view: ViewName): void {
    this.awaited.delete(view);
    this.plan();
  }

  /** The run went on: what is shown is old, but for what does not depend on the step. Of the surface only the paths do. */
  progressed(): void {
    for (const [view, wanted] of this.wanted) if (!isLasting(view)) wanted.stale = true;
    this.plan();
  }

  refresh(view: ViewName): void {
    const wanted = this.wanted.get(view);
    if (!wanted) return;
    wanted.stale = true;
    this.urgent = true;
    this.plan();
  }

  aim(variant: number, step: number | undefined): void {
    if (this.target.variant === variant && this.target.step === step) return;
    this.target = { variant, step };
    this.staleAll();
  }

  /** A new run, or a page that is visible again. */
  staleAll(): void {
    for (const wanted of this.wanted.values()) wanted.stale = true;
    this.urgent = true;
    this.plan();
  }

  /** A new run answers nothing that was asked of the old one. */
  reset(): void {
    this.awaited.clear();
    this.staleAll();
  }

  /** Answers come in the order of the questions: what was asked before and has none will get none. */
  answered(view: ViewName): void {
    if (!this.awaited.has(view)) return;
    for (const before of this.awaited) {
      this.awaited.delete(before);
      if (before === view) break;
    }
    if (this.awaited.size === 0) this.took = performance.now() - this.sentAt;
    this.plan();
  }

  private plan(): void {
    clearTimeout(this.timer);
    const since = performance.now() - this.sentAt;
    const rest = this.urgent ? PAUSE : Math.max(PAUSE, this.took + Math.min(LONGEST_REST, REST * this.took));
    const wait = (this.awaited.size > 0 ? PATIENCE : rest) - since;
    this.timer = window.setTimeout(() => this.send(), Math.max(0, wait));
  }

  private send(): void {
    const waiting = this.awaited.size > 0 && performance.now() - this.sentAt < PATIENCE;
    if (waiting || document.visibilityState === 'hidden') return;
    const views = viewNames.flatMap((view) => this.wanted.get(view) ?? []).filter(({ stale }) => stale);
    if (views.length === 0) return;
    this.awaited.clear();
    for (const wanted of views) {
      wanted.stale = false;
      this.awaited.add(wanted.request.view);
    }
    this.sentAt = performance.now();
    this.urgent = false;
    const { variant, step } = this.target;
    this.post({
      type: 'look',
      variant,
      views: views.map(({ request }) => request),
      ...(step === undefined ? {} : { step }),
    });
  }
}
