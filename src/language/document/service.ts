/**
 * The language service: every answer of the language server, without a connection. Stateless beyond the open texts: an
 * answer is a function of text, version, settings, trained parameters and what the reader has done.
 */
import type { Range } from 'vscode-languageserver-types';
import { plainSurroundings } from '../../core/evaluate/environment.ts';
import type { Surroundings } from '../../core/evaluate/evaluation.ts';
import type { HoverTheme } from '../../core/explain/hover/hoverTheme.ts';
import type { FileSource } from '../../core/makers/dataSet.ts';
import { linesOf, parseDocument, updateDocument } from '../../core/syntax/document.ts';
import type { Document } from '../../core/syntax/tree.ts';
import type { Tensor } from '../../core/tensor/tensor.ts';
import { dataSets } from '../../data/index.ts';
import { type DocumentState, documentState, newReader, newShelf, type ReaderState } from './documentState.ts';
import { defaultSettings, type Settings } from './settings.ts';

/** A change of a part of the text, or the whole new text. */
interface ContentChange {
  readonly range?: Range;
  readonly text: string;
}

interface Entry {
  state: DocumentState;
  trained: ReadonlyMap<string, Tensor>;
  reader: ReaderState;
}

interface ServiceHost {
  /** Data files beside a document. */
  filesOf(uri: string): FileSource;
}

export class LanguageService {
  settings: Settings = defaultSettings;
  /** The editor's theme, for pictures, which cannot see it. */
  theme: HoverTheme = 'dark';
  private readonly entries = new Map<string, Entry>();
  private readonly host: ServiceHost;
  private opened = 0;

  constructor(host: ServiceHost) {
    this.host = host;
  }

  open(uri: string, version: number, text: string): void {
    const before = this.entries.get(uri);
    const trained = before?.trained ?? new Map<string, Tensor>();
    const reader = before?.reader ?? newReader;
    const surroundings = this.surroundingsOf(uri, trained);
    const state = documentState(
      uri,
      version,
      parseDocument(text),
      surroundings,
      reader,
      undefined,
      newShelf(++this.opened),
    );
    this.entries.set(uri, { trained, reader, state });
  }

  /** Changes in the order in which the editor made them. A change before its `open` is dropped. */
  change(uri: string, version: number, changes: readonly ContentChange[]): void {
    const entry = this.entries.get(uri);
    if (entry === undefined) return;
    let { document } = entry.state;
    for (const change of changes) {
      if (change.range === undefined) {
        document = parseDocument(change.text);
        continue;
      }
      const lines = document === entry.state.document ? entry.state.lines : linesOf(document);
      const from = lines.offsetAt(change.range.start.line, change.range.start.character);
      const to = lines.offsetAt(change.range.end.line, change.range.end.character);
      document = updateDocument(document, { from: Math.min(from, to), to: Math.max(from, to), insert: change.text });
    }
    entry.state = this.stateOf(uri, version, document, entry.trained, entry.reader, entry.state);
  }

  close(uri: string): void {
    this.entries.delete(uri);
  }

  state(uri: string): DocumentState | undefined {
    return this.entries.get(uri)?.state;
  }

  /** The text that was the `number`th to be opened. */
  stateNumbered(number: number): DocumentState | undefined {
    for (const { state } of this.entries.values()) if (state.shelf.text === number) return state;
    return undefined;
  }

  uris(): readonly string[] {
    return [...this.entries.keys()];
  }

  /** Parameters that stand in for what the text computes; an empty map resets them. */
  setTrained(uri: string, trained: ReadonlyMap<string, Tensor>): void {
    const entry = this.entries.get(uri);
    if (entry === undefined) return;
    entry.trained = trained;
    this.refresh(uri);
  }

  updateReader(uri: string, update: (reader: ReaderState) => ReaderState): void {
    const entry = this.entries.get(uri);
    if (entry === undefined) return;
    entry.reader = update(entry.reader);
    this.refresh(uri);
  }

  /** Evaluates anew where something outside the text has changed: a file was read, a setting changed. */
  refresh(uri: string): void {
    const entry = this.entries.get(uri);
    if (entry === undefined) return;
    const { version, document } = entry.state;
    entry.state = this.stateOf(uri, version, document, entry.trained, entry.reader, entry.state);
  }

  /** The state with some leaves at other values, for trying them out. */
  scrubbed(state: DocumentState, values: ReadonlyMap<string, number>): DocumentState {
    return documentState(
      state.uri,
      state.version,
      state.document,
      { ...state.surroundings, scrubbed: values },
      state.reader,
      state.evaluation,
    );
  }

  private stateOf(
    uri: string,
    version: number,
    document: Document,
    trained: ReadonlyMap<string, Tensor>,
    reader: ReaderState,
    before: DocumentState,
  ): DocumentState {
    const surroundings = this.surroundingsOf(uri, trained);
    return documentState(uri, version, document, surroundings, reader, before.lastEvaluation, before.shelf);
  }

  private surroundingsOf(uri: string, trained: ReadonlyMap<string, Tensor>): Surroundings {
    return {
      ...plainSurroundings,
      dataSets,
      files: this.host.filesOf(uri),
      maxElements: this.settings.maxElements,
      trained,
    };
  }
}
