import { batch, computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Rect } from '../../../src/core/layout/layout.ts';
import { type Arrangement, arrangementFor } from '../../../src/core/picture/arrangement.ts';
import { drawPicture, type PictureMarks } from '../../../src/core/picture/drawing.ts';
import { unitColumns } from '../../../src/core/picture/layers.ts';
import type { Measure } from '../../../src/core/picture/measure.ts';
import { draftPicture, type Picture, pictureOf, refill } from '../../../src/core/picture/picture.ts';
import { knownAt, type Step, stepsOf } from '../../../src/core/picture/steps.ts';
import type { VisibleGraph, VisibleNode } from '../../../src/core/picture/visibleGraph.ts';
import type { FromGraphPanel, GraphSnapshot, ToGraphPanel } from '../../../src/protocol/graph.ts';
import { unreachable, type WireSpan } from '../../../src/protocol/wire.ts';
import type { EditorHost } from '../../shared/editorHost.ts';
import type { Camera, Size } from '../canvas/camera.ts';
import { edgeCellsOf } from '../canvas/cellsOf.ts';
import { LayoutThread } from '../canvas/layoutThread.ts';
import { partInView, regionOf } from '../canvas/partInView.ts';
import { Viewport } from '../canvas/viewport.ts';
import { Answers } from './answers.ts';
import { PanelFocus } from './panelFocus.ts';
import { same } from './same.ts';
import { Scrubber } from './scrubber.ts';
import type { Sheet, ShownGraph } from './shownGraph.ts';
import { Stepper } from './stepper.ts';

/** What the editor keeps for the panel over hiding, reload and restart. */
interface SavedState {
  readonly format: 1;
  /** Boxes that the reader opened or closed, by id. */
  readonly boxes: readonly (readonly [string, boolean])[];
  readonly at: number | undefined;
  readonly speed: number;
  readonly camera: Camera | undefined;
  readonly pinned: boolean;
  readonly outline: boolean;
  /** The text that is drawn, and where in it; read by the editor's side after a reload. */
  readonly uri: string | undefined;
  readonly selection: WireSpan | undefined;
}

const freshState: SavedState = {
  format: 1,
  boxes: [],
  at: undefined,
  speed: 1,
  camera: undefined,
  pinned: false,
  outline: false,
  uri: undefined,
  selection: undefined,
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Whatever was kept, by whichever version: what is not understood is as fresh. */
function readState(kept: unknown): SavedState {
  if (!isRecord(kept) || kept.format !== 1) return freshState;
  const { boxes, at, speed, camera, pinned, outline, uri, selection } = kept;
  const pairs = Array.isArray(boxes) ? boxes : [];
  return {
    format: 1,
    boxes: pairs.flatMap((pair: unknown): [string, boolean][] =>
      Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'boolean' ? [[pair[0], pair[1]]] : [],
    ),
    at: isNumber(at) ? at : undefined,
    speed: isNumber(speed) && speed > 0 ? speed : 1,
    camera:
      isRecord(camera) && isNumber(camera.x) && isNumber(camera.y) && isNumber(camera.zoom) && camera.zoom > 0
        ? { x: camera.x, y: camera.y, zoom: camera.zoom }
        : undefined,
    pinned: pinned === true,
    outline: outline === true,
    uri: typeof uri === 'string' ? uri : undefined,
    selection:
      isRecord(selection) && isNumber(selection.from) && isNumber(selection.to)
        ? { from: selection.from, to: selection.to }
        : undefined,
  };
}

const NOTHING: VisibleGraph = { nodes: [], edges: [], boxes: [], output: '', shownAs: new Map() };

/** Everything the panel shows, and what the reader can do to it. It computes no value and no gradient. */
export class GraphModel implements ShownGraph {
  readonly host: EditorHost<FromGraphPanel>;
  readonly snapshot = signal<GraphSnapshot | undefined>(undefined);
  readonly noGraph = signal<string | undefined>(undefined);
  readonly picture = signal<Picture | undefined>(undefined);
  readonly refusal = signal<string | undefined>(undefined);
  /** The gate that the text's cursor stands on. */
  readonly cursor = signal<string | undefined>(undefined);
  /** The visible node that the reader has chosen. */
  readonly chosen = signal<string | undefined>(undefined);
  readonly sheet = signal<Sheet | undefined>(undefined);
  readonly pinned = signal(false);
  /** Where in the text the picture was asked for. */
  readonly selection = signal<WireSpan | undefined>(undefined);
  readonly paused = signal(false);
  readonly outline = signal(false);
  /** The reader wishes layers as columns of units. */
  readonly layered = signal(false);
  readonly columns = computed(() => (this.snapshot.value ? unitColumns(this.snapshot.value) : undefined));
  /** Drawn in place of the gates: the view says itself how to read it. */
  readonly columnsShown = computed(() => (this.layered.value ? this.columns.value : undefined));
  /** Whether it is said below the picture how to read it. */
  readonly legend = signal(false);
  readonly stepper: Stepper;
  readonly scrubber: Scrubber;
  readonly answers: Answers;
  readonly viewport: Viewport;
  readonly keys: PanelFocus;
  readonly layouts = new LayoutThread((text) => this.log(text));
  private readonly region: ReadonlySignal<Rect>;
  private arranged: (Arrangement & { readonly key: string; readonly room: Size }) | undefined;
  private readonly choices = signal<ReadonlyMap<string, boolean>>(new Map());
  private measure: Measure;
  private cursorKnown = false;
  /** The box that was opened or closed last, until the picture is there. */
  private opened: string | undefined;

  private readonly nodes = computed(
    () => new Map((this.picture.value?.graph.nodes ?? []).map((node) => [node.id, node])),
  );
  readonly steps = computed(() => (this.picture.value ? stepsOf(this.picture.value.graph) : []));
  readonly known = computed(() => {
    const { value: picture } = this.picture;
    return knownAt(picture?.graph ?? NOTHING, this.steps.value, this.stepper.at.value);
  });
  /** Of a large picture, what is in view. */
  readonly drawing = computed((): PictureMarks | undefined => {
    const { value: picture } = this.picture;
    return picture && drawPicture(picture, this.known.value, partInView(picture, this.region));
  });

  /** The visible node that shows what the text's cursor stands on. */
  readonly cursorNode = computed(() => this.picture.value?.graph.shownAs.get(this.cursor.value ?? ''));

  constructor(host: EditorHost<FromGraphPanel>, measure: Measure) {
    this.host = host;
    this.measure = measure;
    const kept = readState(host.load());
    this.choices.value = new Map(kept.boxes);
    this.pinned.value = kept.pinned;
    this.outline.value = kept.outline;
    this.stepper = new Stepper(this, kept.at, kept.speed);
    this.scrubber = new Scrubber(this);
    this.answers = new Answers(this);
    this.viewport = new Viewport(this, kept.camera);
    this.keys = new PanelFocus(host);
    this.region = regionOf(this.viewport);
    effect(() => host.save(this.toKeep()));
    if (kept.pinned) host.send({ type: 'pin', on: true });
  }

  /** The version of the text that the reader is looking at. */
  get version(): number {
    return this.snapshot.peek()?.version ?? 0;
  }

  node(id: string | undefined): VisibleNode | undefined {
    return id === undefined ? undefined : this.nodes.value.get(id);
  }

  receive(message: ToGraphPanel): void {
    switch (message.type) {
      case 'graph':
        this.selection.value = message.selection;
        this.show(message.snapshot);
        return;
      case 'noGraph':
        batch(() => {
          this.noGraph.value = message.reason;
          if (this.snapshot.value) this.snapshot.value = { ...this.snapshot.value, stale: true };
        });
        return;
      case 'cursor':
        this.cursorAt(message.node);
        return;
      case 'card':
      case 'grid':
      case 'entry':
      case 'paths':
        this.answers.receive(message);
        return;
      case 'step':
        this.stepper.move(message.to);
        if (message.takesKeys) this.keys.take();
        return;
      case 'refused':
        this.scrubber.refused();
        this.refusal.value = message.reason;
        return;
      case 'exported':
        return;
      case 'legend':
        this.legend.value = true;
        return;
      default:
        unreachable(message);
    }
  }

  /** The gate that the text's cursor has come to is brought into view; what the reader has pressed is there already. */
  private cursorAt(node: string | undefined): void {
    // A picture that is there again after a reload is left where the reader looked at it.
    const moved = node !== this.cursor.value && (this.cursorKnown || !this.viewport.kept.peek());
    this.cursor.value = node;
    this.cursorKnown = true;
    const { value: shown } = this.cursorNode;
    // While the passes are stepped through, the view stays with the step.
    const follows = this.stepper.now === undefined;
    if (moved && follows && shown !== undefined && shown !== this.chosen.value) this.viewport.reveal(shown);
  }

  private show(snapshot: GraphSnapshot): void {
    batch(() => {
      const { value: before } = this.snapshot;
      this.noGraph.value = undefined;
      if (before && this.picture.value && same(before, snapshot)) {
        this.scrubber.answered();
        return;
      }
      this.snapshot.value = snapshot;
      if (before && (before.uri !== snapshot.uri || before.output !== snapshot.output)) this.otherGraph();
      this.answers.numbersChanged();
      this.redraw();
      this.scrubber.answered();
    });
  }

  /** Another output is drawn: nothing of what was chosen before means anything now. */
  private otherGraph(): void {
    this.chosen.value = undefined;
    this.sheet.value = undefined;
    this.stepper.showAll();
  }

  /** The editor's fonts have changed. */
  measureAgain(measure: Measure): void {
    this.measure = measure;
    batch(() => this.redraw());
  }

  /** The last picture stays until the next one is laid out. In a stepped picture the turn stays with its gate. */
  private redraw(step?: Step): void {
    const { value: snapshot } = this.snapshot;
    if (!snapshot) return;
    const { value: last } = this.picture;
    const isOther = last?.snapshot.uri !== snapshot.uri || last.snapshot.output !== snapshot.output;
    const before = isOther ? undefined : last;
    const { open, flow } = this.arrange(snapshot);
    const options = { open: this.openBoxes(snapshot, open), flow, measure: this.measure, before: before?.layout };
    const same = before && this.scrubber.active ? refill(before, snapshot, options) : undefined;
    if (same) {
      this.picture.value = same;
      return;
    }
    const draft = draftPicture(snapshot, options);
    this.layouts.layOut(draft.input, (layout) => this.hang(pictureOf(draft, layout), before, step));
  }

  private hang(picture: Picture, before: Picture | undefined, step: Step | undefined): void {
    batch(() => {
      this.picture.value = picture;
      if (this.chosen.value !== undefined && !this.node(this.chosen.value)) this.chosen.value = undefined;
      this.stepper.keepInRange();
      this.viewport.pictureChanged(before, picture);
      this.stepper.resume(step);
      if (this.opened !== undefined) this.viewport.show(this.opened);
      this.opened = undefined;
    });
  }

  /** A graph keeps its arrangement for as long as its parts and the room for it are the same. */
  private arrange(snapshot: GraphSnapshot): Arrangement {
    const room = this.viewport.room();
    const key = [snapshot.uri, snapshot.output, ...snapshot.boxes.map(({ id }) => id), snapshot.nodes.length].join(
      '\n',
    );
    const { arranged } = this;
    const stays = arranged?.key === key && (this.scrubber.active || isAlike(arranged.room, room));
    if (arranged && stays) return arranged;
    this.arranged = { key, room, ...arrangementFor(snapshot, this.measure, room) };
    return this.arranged;
  }

  /** There is more or less room for the picture: what the reader has not moved or opened is arranged for it. */
  roomChanged(): void {
    if (this.arranged && isAlike(this.arranged.room, this.viewport.room())) return;
    this.redraw(this.stepper.now);
  }

  private openBoxes(snapshot: GraphSnapshot, first: ReadonlySet<string>): ReadonlySet<string> {
    const open = new Set(first);
    for (const { id } of snapshot.boxes) {
      const choice = this.choices.value.get(id);
      if (choice === true) open.add(id);
      else if (choice === false) open.delete(id);
    }
    return open;
  }

  isOpen(box: string): boolean {
    return this.picture.value?.graph.boxes.some(({ id }) => id === box) ?? false;
  }

  setOpen(box: string, open: boolean): void {
    batch(() => {
      this.choices.value = new Map(this.choices.value).set(box, open);
      this.opened = box;
      this.redraw(this.stepper.now);
    });
  }

  setAllOpen(open: boolean): void {
    const boxes = this.snapshot.value?.boxes ?? [];
    batch(() => {
      this.choices.value = new Map(boxes.map(({ id }) => [id, open]));
      this.redraw();
    });
  }

  choose(id: string | undefined, inText = true): void {
    this.chosen.value = id;
    const node = this.node(id);
    if (node && inText)
      this.host.send({ type: 'select', version: this.version, node: node.closed?.id ?? node.node.id });
  }

  openGrid(node: string, which: 'value' | 'gradient'): void {
    this.answers.closeStory();
    this.openSheet({ kind: 'grid', node, which });
  }

  /** The details of the chosen node lie over the picture, and sheets below it leave no room for both. */
  openSheet(sheet: Sheet): void {
    this.chosen.value = undefined;
    this.sheet.value = sheet;
  }

  /** The cells of an edge's thumbnail that made the entry whose story is told. */
  lit(id: string, which: 'value' | 'gradient'): readonly (readonly [number, number])[] {
    const { story } = this.answers;
    const { value: picture } = this.picture;
    const label = picture?.labels.get(id);
    const thumbnail = (which === 'value' ? label?.above : label?.below)?.thumbnail;
    const edge = picture?.graph.edges.find((candidate) => candidate.id === id);
    const from = this.node(edge?.from);
    if (!story || !thumbnail || !from || !edge) return [];
    const tensor = which === 'value' ? edge.value : edge.gradient;
    if (tensor.state !== 'number' && tensor.state !== 'zero') return [];
    const own = { node: story.node, which: story.which, indices: [story.index] };
    const parts = [...story.parts, own].filter((part) => part.node === from.node.id && part.which === which);
    return edgeCellsOf(
      parts.flatMap(({ indices }) => indices),
      tensor.tensor.shape,
      thumbnail,
    );
  }

  pin(on: boolean): void {
    this.pinned.value = on;
    this.host.send({ type: 'pin', on });
  }

  pause(on: boolean): void {
    this.paused.value = on;
    this.host.send({ type: 'pause', on });
  }

  log(text: string): void {
    this.host.send({ type: 'log', text });
  }

  private toKeep(): SavedState {
    return {
      format: 1,
      boxes: [...this.choices.value],
      at: this.stepper.at.value,
      speed: this.stepper.speed.value,
      camera: this.viewport.kept.value,
      pinned: this.pinned.value,
      outline: this.outline.value,
      uri: this.snapshot.value?.uri,
      selection: this.selection.value,
    };
  }
}

/** Less than this is the width of a scroll bar, or a line that comes and goes. */
const A_LITTLE = 60;

const isAlike = (a: Size, b: Size): boolean =>
  Math.abs(a.width - b.width) < A_LITTLE && Math.abs(a.height - b.height) < A_LITTLE;
