import { signal } from '@preact/signals';
import type { Card, EntryStory, GridPage, PathsView, ToGraphPanel } from '../../../src/protocol/graph.ts';
import { unreachable } from '../../../src/protocol/wire.ts';
import type { GraphModel } from './graphModel.ts';

type Which = 'value' | 'gradient';
type Answer = Extract<ToGraphPanel, { readonly type: 'card' | 'grid' | 'entry' | 'paths' }>;

export const PAGE_ROWS = 200;

/** What the host has explained so far, for the version and the numbers that are shown. */
export class Answers {
  readonly cards = signal<ReadonlyMap<string, Card>>(new Map());
  readonly pages = signal<ReadonlyMap<string, GridPage>>(new Map());
  readonly story = signal<EntryStory | undefined>(undefined);
  readonly paths = signal<ReadonlyMap<string, PathsView>>(new Map());
  private readonly model: GraphModel;
  private readonly asked = new Set<string>();

  constructor(model: GraphModel) {
    this.model = model;
  }

  /** Numbers have changed: what was explained holds no longer. Old cards stay until the new ones are there. */
  forget(): void {
    this.asked.clear();
    this.story.value = undefined;
    this.pages.value = new Map();
    this.paths.value = new Map();
  }

  askCard(node: string, phase: 'forward' | 'backward'): void {
    this.ask(`card ${phase} ${node}`, () =>
      this.model.host.send({ type: 'card', version: this.model.version, node, phase }),
    );
  }

  card(node: string, phase: 'forward' | 'backward'): Card | undefined {
    return this.cards.value.get(`${phase} ${node}`);
  }

  askPage(node: string, which: Which, row: number): void {
    const firstRow = Math.floor(row / PAGE_ROWS) * PAGE_ROWS;
    const { version } = this.model;
    this.ask(`grid ${which} ${firstRow} ${node}`, () =>
      this.model.host.send({ type: 'grid', version, node, which, firstRow }),
    );
  }

  /** The page with this row, if it has come. */
  page(node: string, which: Which, row: number): GridPage | undefined {
    for (const page of this.pages.value.values()) {
      const inside = row >= page.firstRow && row < page.firstRow + page.rows.length;
      if (inside && page.node === node && page.which === which) return page;
    }
    return undefined;
  }

  askEntry(node: string, which: Which, index: readonly number[]): void {
    this.model.host.send({ type: 'entry', version: this.model.version, node, which, index });
  }

  askPaths(leaf: string): void {
    this.ask(`paths ${leaf}`, () => this.model.host.send({ type: 'paths', version: this.model.version, leaf }));
  }

  receive(answer: Answer): void {
    if (answer.version !== this.model.version) return;
    switch (answer.type) {
      case 'card':
        this.cards.value = new Map(this.cards.value).set(`${answer.card.phase} ${answer.card.node}`, answer.card);
        return;
      case 'grid': {
        const { node, which, firstRow } = answer.page;
        this.pages.value = new Map(this.pages.value).set(`${which} ${firstRow} ${node}`, answer.page);
        return;
      }
      case 'entry':
        this.story.value = answer.story;
        return;
      case 'paths':
        this.paths.value = new Map(this.paths.value).set(answer.paths.leaf, answer.paths);
        return;
      default:
        unreachable(answer);
    }
  }

  private ask(key: string, send: () => void): void {
    if (this.asked.has(key)) return;
    this.asked.add(key);
    send();
  }
}
