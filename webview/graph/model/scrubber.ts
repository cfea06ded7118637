import { computed, signal } from '@preact/signals';
import type { GradientView, GraphNode, GraphSnapshot, ValueView } from '../../../src/protocol/graph.ts';
import { fromWire } from '../../../src/protocol/wire.ts';
import type { ShownGraph } from './shownGraph.ts';

/** If the host does not answer within this time, the next value is sent all the same. */
const PATIENCE = 1000;

interface Scrub {
  readonly node: string;
  readonly name: string;
  /** As everything was before. */
  readonly value: number;
  readonly output: number | undefined;
  readonly slope: number | undefined;
}

/** What the gradient promised and what has come of it. */
interface Promised {
  readonly name: string;
  readonly outputName: string;
  readonly output: number;
  readonly slope: number;
  readonly change: number;
  readonly predicted: number;
  readonly actual: number;
}

/** Changes the number of a leaf by dragging. The latest value wins, and one question is on its way at a time. */
export class Scrubber {
  readonly now = signal<Scrub | undefined>(undefined);
  readonly value = signal(0);
  private readonly model: ShownGraph;
  private waiting = false;
  private wanted: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  readonly promised = computed((): Promised | undefined => {
    const { value: scrub } = this.now;
    const { value: snapshot } = this.model.snapshot;
    if (!scrub || !snapshot || scrub.output === undefined || scrub.slope === undefined) return undefined;
    const node = find(snapshot, scrub.node);
    const output = find(snapshot, snapshot.output);
    const actual = output && scalarOf(output.value);
    const value = node && scalarOf(node.value);
    if (actual === undefined || value === undefined) return undefined;
    const change = value - scrub.value;
    const { name, slope } = scrub;
    const predicted = scrub.output + slope * change;
    return { name, outputName: snapshot.outputName, output: scrub.output, slope, change, predicted, actual };
  });

  constructor(model: ShownGraph) {
    this.model = model;
  }

  get active(): boolean {
    return this.now.peek() !== undefined;
  }

  begin(id: string): boolean {
    const { value: snapshot } = this.model.snapshot;
    const node = snapshot && find(snapshot, id);
    if (!snapshot || !node?.scrub || snapshot.stale) return false;
    const output = find(snapshot, snapshot.output);
    this.now.value = {
      node: id,
      name: node.name ?? node.symbol,
      value: node.scrub.value,
      output: output && scalarOf(output.value),
      slope: scalarOf(node.gradient),
    };
    this.value.value = node.scrub.value;
    return true;
  }

  to(value: number): void {
    if (!this.active || !Number.isFinite(value)) return;
    const tidy = Number(value.toPrecision(6));
    if (tidy === this.value.value) return;
    this.value.value = tidy;
    this.wanted = tidy;
    this.sendNext();
  }

  commit(): void {
    const scrub = this.now.peek();
    if (!scrub) return;
    const { value } = this.value;
    const { version } = this.model;
    if (value === scrub.value) this.model.host.send({ type: 'scrubCancel', version });
    else this.model.host.send({ type: 'scrubCommit', version, node: scrub.node, value });
    this.end();
  }

  cancel(): void {
    if (!this.active) return;
    this.model.host.send({ type: 'scrubCancel', version: this.model.version });
    this.end();
  }

  answered(): void {
    this.waiting = false;
    clearTimeout(this.timer);
    this.sendNext();
  }

  refused(): void {
    if (this.active) this.end();
  }

  private sendNext(): void {
    const scrub = this.now.peek();
    if (this.waiting || this.wanted === undefined || !scrub) return;
    const value = this.wanted;
    this.wanted = undefined;
    this.waiting = true;
    this.model.host.send({ type: 'scrub', version: this.model.version, node: scrub.node, value });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.waiting = false;
      this.sendNext();
    }, PATIENCE);
  }

  private end(): void {
    clearTimeout(this.timer);
    this.waiting = false;
    this.wanted = undefined;
    this.now.value = undefined;
  }
}

const find = (snapshot: GraphSnapshot, id: string): GraphNode | undefined =>
  snapshot.nodes.find((node) => node.id === id);

function scalarOf(view: ValueView | GradientView): number | undefined {
  if (view.state !== 'number' && view.state !== 'zero') return undefined;
  const entry = view.tensor.shape.length === 0 ? view.tensor.entries?.[0] : undefined;
  return entry === undefined ? undefined : fromWire(entry);
}

/** How far one notch of the wheel or one press of an arrow goes: a tenth of the number's own size. */
export function notchOf(value: number): number {
  const size = Math.abs(value);
  return size < 1e-9 ? 0.1 : 10 ** (Math.floor(Math.log10(size)) - 1);
}
