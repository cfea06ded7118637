export interface SemanticTokens {
  readonly data: number[];
}

/** Tokens in the protocol's form: five numbers each, lines and columns relative to the token before. */
export class SemanticTokensBuilder {
  private readonly data: number[] = [];
  private line = 0;
  private column = 0;

  push(line: number, column: number, length: number, type: number, modifiers: number): void {
    this.data.push(line - this.line, line === this.line ? column - this.column : column, length, type, modifiers);
    this.line = line;
    this.column = column;
  }

  build(): SemanticTokens {
    return { data: this.data };
  }
}
