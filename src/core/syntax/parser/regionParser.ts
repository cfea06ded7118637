import { type Marker, readMarker, skipMarkdown } from '../cells.ts';
import { END, MARKER, SEMICOLON } from '../lexer/tokenKind.ts';
import type { ParsedStatement, SyntaxProblem } from '../tree.ts';
import { readBlock } from './blockReader.ts';
import { StatementParser } from './statementParser.ts';
import { StatementReader } from './statementReader.ts';

/** Reads statements and markers from a place where code begins until it is told to stop. */
export class RegionParser {
  readonly statements: ParsedStatement[] = [];
  readonly starts: number[] = [];
  readonly markers: Marker[] = [];
  readonly problems: SyntaxProblem[] = [];
  private readonly text: string;
  private readonly reader: StatementReader;
  private readonly parser: StatementParser;
  /** Copy what statements keep of the text, so that they do not keep the whole of it in memory. */
  private readonly detached: boolean;

  constructor(text: string, at: number, detached = false, isBeginning = true) {
    this.text = text;
    this.detached = detached;
    this.reader = new StatementReader(text, at, isBeginning);
    this.parser = new StatementParser(this.reader.tokens);
  }

  /** Has anything that was read depended on where the text ends? */
  metEnd(): boolean {
    return this.reader.metEnd();
  }

  /** Returns the start of the statement at which `stop` said yes, or −1 at the text's end. */
  run(stop: (start: number, lineStart: number) => boolean): number {
    const { text, reader } = this;
    const report = (problem: SyntaxProblem): void => {
      this.problems.push(problem);
    };
    for (;;) {
      const kind = reader.advance();
      if (kind === END) return -1;
      if (kind === MARKER) {
        const marker = readMarker(text, reader.start, report);
        this.markers.push(marker);
        if (marker.kind === 'markdown') reader.moveTo(skipMarkdown(text, marker.to, report));
      } else if (kind === SEMICOLON) {
        report({
          code: 'empty-statement',
          message: 'nothing stands before this ;',
          severity: 'warning',
          from: reader.start,
          to: reader.end,
        });
      } else {
        const { start } = reader;
        if (stop(start, reader.lineStart())) return start;
        reader.read();
        const parsed = reader.opensBlock ? readBlock(this.reader, this.parser, text) : undefined;
        const written = text.slice(start, reader.end);
        const kept = this.detached ? copied(written) : written;
        this.statements.push(parsed ? { ...parsed, text: kept } : this.parser.parse(kept, text, start));
        this.starts.push(start);
      }
    }
  }
}

/** A string with characters of its own: a slice keeps the text that it was cut from alive. */
const copied = (text: string): string => ` ${text}`.slice(1);
