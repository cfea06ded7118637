/** Tokens in the protocol's form: five numbers each, lines and columns relative to the token before. */
export class SemanticTokensBuilder {
  private data = new Int32Array(1 << 10);
  private count = 0;
  private line = 0;
  private column = 0;

  push(line: number, column: number, length: number, type: number, modifiers: number): void {
    if (this.count + 5 > this.data.length) {
      const grown = new Int32Array(2 * this.data.length);
      grown.set(this.data);
      this.data = grown;
    }
    const { data } = this;
    data[this.count++] = line - this.line;
    data[this.count++] = line === this.line ? column - this.column : column;
    data[this.count++] = length;
    data[this.count++] = type;
    data[this.count++] = modifiers;
    this.line = line;
    this.column = column;
  }

  build(): Int32Array {
    return this.data.subarray(0, this.count);
  }
}
