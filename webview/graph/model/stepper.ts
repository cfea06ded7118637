import { computed, effect, signal } from '@preact/signals';
import type { Step } from '../../../src/core/picture/steps.ts';
import type { StepMove } from '../../../src/protocol/graph.ts';
import type { ShownGraph } from './shownGraph.ts';

/** Milliseconds that a step is shown for when playing, at speed 1. */
const BEAT = 1400;

/** Walks through the forward and then the backward pass. `at` is undefined when everything is shown. */
export class Stepper {
  readonly at = signal<number | undefined>(undefined);
  readonly speed = signal(1);
  readonly playing = signal(false);
  private readonly model: ShownGraph;
  /** What the text was last told to light. */
  private lit: string | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The step is one that the editor has kept, and was not taken by the reader yet. */
  private isBack: boolean;

  readonly step = computed((): Step | undefined => {
    const at = this.at.value;
    return at === undefined ? undefined : this.model.steps.value[at];
  });

  constructor(model: ShownGraph, at: number | undefined, speed: number) {
    this.model = model;
    this.at.value = at;
    this.isBack = at !== undefined;
    this.speed.value = speed;
  }

  /** Tells the text and the picture where the pass stands. Called once everything is there. */
  start(): void {
    effect(() => {
      const { value: step } = this.step;
      const node = this.model.node(step?.node);
      const lit = node?.closed?.id ?? node?.node.id;
      const isOther = lit !== this.lit;
      if (isOther) this.model.host.send({ type: 'atStep', version: this.model.version, node: lit });
      this.lit = lit;
      const { viewport } = this.model;
      // Where the reader looks is left alone by new numbers, and by a picture that is there again after a reload.
      const stays = viewport.kept.peek() !== undefined && (this.isBack || !isOther);
      if (node && !stays) viewport.reveal(node.id);
      if (node) this.isBack = false;
    });
    effect(() => {
      clearTimeout(this.timer);
      if (!this.playing.value) return;
      const at = this.at.value ?? -1;
      if (at + 1 >= this.model.steps.value.length) this.playing.value = false;
      else this.timer = setTimeout(() => this.go(at + 1), BEAT / this.speed.value);
    });
  }

  get now(): Step | undefined {
    return this.step.peek();
  }

  move(to: StepMove): void {
    const last = this.model.steps.value.length - 1;
    const { value: at } = this.at;
    if (to !== 'play') this.playing.value = false;
    switch (to) {
      case 'first':
        this.go(-1);
        break;
      case 'previous':
        this.go((at ?? last + 1) - 1);
        break;
      case 'next':
        this.go((at ?? -1) + 1);
        break;
      case 'last':
        this.go(last);
        break;
      case 'play': {
        const done = at === undefined || at >= last;
        if (!this.playing.value && done) this.at.value = -1;
        this.playing.value = !this.playing.value;
      }
    }
  }

  /** -1: the inputs are there and nothing has run yet. */
  go(at: number): void {
    const last = this.model.steps.value.length - 1;
    this.at.value = Math.max(-1, Math.min(last, at));
  }

  showAll(): void {
    this.playing.value = false;
    this.at.value = undefined;
  }

  keepInRange(): void {
    const last = this.model.steps.value.length - 1;
    if (this.at.value !== undefined && this.at.value > last) this.at.value = last;
  }

  /** After a box was opened or closed: the same gate's turn, else the nearest in the same pass. */
  resume(step: Step | undefined): void {
    if (!step) return;
    const { value: steps } = this.model.steps;
    const same = steps.findIndex(({ phase, node }) => phase === step.phase && node === step.node);
    if (same >= 0) this.at.value = same;
    else {
      const nearest = steps.findLastIndex(({ phase, turn }) => phase === step.phase && turn <= step.turn);
      this.at.value = nearest >= 0 ? nearest : undefined;
    }
  }
}
