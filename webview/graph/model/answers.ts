import { signal } from '@preact/signals';
import type { Card, EntryStory, GridPage, PathsView, ScrubMessage, ToGraphPanel } from '../../../src/protocol/graph.ts';
import { unreachable } from '../../../src/protocol/wire.ts';
import { same } from './same.ts';
import type { ShownGraph } from './shownGraph.ts';

type Which = 'value' | 'gradient';
type Answer = Extract<ToGraphPanel, { readonly type: 'card' | 'grid' | 'entry' | 'paths' }>;

const PAGE_ROWS = 200;

/** Which numbers something is about: those of a version of the text, or with one of them tried out. */
interface Numbers {
  readonly version: number;
  readonly scrub?: ScrubMessage;
}

/** What was told, and of which numbers. */
interface Told<Answer> {
  readonly of: Numbers;
  readonly what: Answer;
}

/** What the host has explained. Each answer knows the numbers that it is about, so that none passes for that of others. */
export class Answers {
  private readonly cards = signal<ReadonlyMap<string, Told<Card>>>(new Map());
  private readonly pages = signal<ReadonlyMap<string, Told<GridPage>>>(new Map());
  private readonly told = signal<Told<EntryStory> | undefined>(undefined);
  private readonly paths = signal<ReadonlyMap<string, Told<PathsView>>>(new Map());
  private readonly model: ShownGraph;
  /** What was asked about the numbers that are shown, and how to ask it again. */
  private readonly asked = new Map<string, () => void>();
  private readonly onTheWay = new Set<string>();

  constructor(model: ShownGraph) {
    this.model = model;
  }

  private get numbers(): Numbers {
    const { scrub } = this.model.snapshot.value ?? {};
    return { version: this.model.version, ...(scrub ? { scrub } : {}) };
  }

  /** Whether it is about the numbers that are shown. */
  private isOf({ version, scrub }: Numbers): boolean {
    const { numbers } = this;
    return version === numbers.version && same(scrub, numbers.scrub);
  }

  /** Numbers have changed. What was told of the last ones is kept until there is something newer, and marked as late. */
  numbersChanged(): void {
    this.asked.clear();
    if (this.numbers.scrub === undefined) this.onTheWay.clear();
    const story = this.told.peek()?.what;
    if (story) this.askEntry(story.node, story.which, story.index);
  }

  askCard(node: string, phase: Card['phase']): void {
    this.ask(`card ${phase} ${node}`, (numbers) => this.model.host.send({ type: 'card', ...numbers, node, phase }));
  }

  card(node: string, phase: Card['phase']): { readonly card: Card; readonly late: boolean } | undefined {
    const told = this.cards.value.get(`card ${phase} ${node}`);
    return told && { card: told.what, late: !this.isOf(told.of) };
  }

  askPage(node: string, which: Which, row: number): void {
    const firstRow = Math.floor(row / PAGE_ROWS) * PAGE_ROWS;
    this.ask(`grid ${which} ${firstRow} ${node}`, (numbers) =>
      this.model.host.send({ type: 'grid', ...numbers, node, which, firstRow }),
    );
  }

  /** The page with this row, if it has come and is of the numbers that are shown. */
  page(node: string, which: Which, row: number): GridPage | undefined {
    for (const { of, what: page } of this.pages.value.values()) {
      const inside = row >= page.firstRow && row < page.firstRow + page.rows.length;
      if (inside && page.node === node && page.which === which && this.isOf(of)) return page;
    }
    return undefined;
  }

  /** How the chosen entry came about. */
  get story(): EntryStory | undefined {
    return this.told.value?.what;
  }

  get storyIsLate(): boolean {
    const { value: told } = this.told;
    return told !== undefined && !this.isOf(told.of);
  }

  askEntry(node: string, which: Which, index: readonly number[]): void {
    this.forgetEntry();
    this.ask(`entry ${which} ${index.join()} ${node}`, (numbers) =>
      this.model.host.send({ type: 'entry', ...numbers, node, which, index }),
    );
  }

  closeStory(): void {
    this.told.value = undefined;
    this.forgetEntry();
  }

  private forgetEntry(): void {
    for (const key of this.asked.keys()) if (key.startsWith('entry ')) this.asked.delete(key);
  }

  askPaths(leaf: string): void {
    this.ask(`paths ${leaf}`, (numbers) => this.model.host.send({ type: 'paths', ...numbers, leaf }));
  }

  pathsFrom(leaf: string): { readonly view: PathsView; readonly late: boolean } | undefined {
    const told = this.paths.value.get(leaf);
    return told && { view: told.what, late: !this.isOf(told.of) };
  }

  receive(answer: Answer): void {
    const of: Numbers = { version: answer.version, ...(answer.scrub ? { scrub: answer.scrub } : {}) };
    const key = keyOf(answer);
    this.onTheWay.delete(key);
    // An answer to an earlier text is about nothing that is shown; one about a number before is, until the next one comes.
    if (answer.version !== this.model.version) return;
    switch (answer.type) {
      case 'card':
        this.cards.value = new Map(this.cards.value).set(key, { of, what: answer.card });
        break;
      case 'grid':
        this.pages.value = new Map(this.pages.value).set(key, { of, what: answer.page });
        break;
      case 'entry':
        this.told.value = { of, what: answer.story };
        break;
      case 'paths':
        this.paths.value = new Map(this.paths.value).set(answer.paths.leaf, { of, what: answer.paths });
        break;
      default:
        unreachable(answer);
    }
    if (!this.isOf(of)) this.send(key);
  }

  /** One question of a kind is on its way at a time: while a number is dragged, the next is about the latest number. */
  private ask(key: string, send: (numbers: Numbers) => void): void {
    if (this.asked.has(key)) return;
    this.asked.set(key, () => send(this.numbers));
    this.send(key);
  }

  private send(key: string): void {
    const again = this.asked.get(key);
    if (again === undefined || this.onTheWay.has(key)) return;
    this.onTheWay.add(key);
    again();
  }
}

function keyOf(answer: Answer): string {
  switch (answer.type) {
    case 'card':
      return `card ${answer.card.phase} ${answer.card.node}`;
    case 'grid':
      return `grid ${answer.page.which} ${answer.page.firstRow} ${answer.page.node}`;
    case 'entry':
      return `entry ${answer.story.which} ${answer.story.index.join()} ${answer.story.node}`;
    case 'paths':
      return `paths ${answer.paths.leaf}`;
  }
}
