/**
 * A second reading of the grammar, written without looking at the parser: it says only whether one statement on one line
 * is right. Texts that it refuses must not pass the parser without an error, nor the other way round.
 */
export function isStatement(text: string): boolean {
  const tokens = tokenise(text);
  if (tokens === undefined) return false;
  try {
    new Recogniser(tokens).statement();
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

class Refusal extends Error {}

const TOKEN =
  /[ \t]*(?:([A-Za-z_]\w*)|((?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?)|("[^"\\]*")|([-+*/@^·×−]=(?!=)|\*\*=(?!=)|\*\*|<=|>=|==|!=|[-+*/@^·×−<>=()[\],:?.]))/uy;

function tokenise(text: string): readonly string[] | undefined {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    if (text.slice(TOKEN.lastIndex).trim() === '') break;
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    found.push(match[0].trim());
  }
  return found;
}

const SIGNS = ['-', '+', '−'];
const SUMS = ['+', '-', '−'];
const PRODUCTS = ['*', '/', '@', '·', '×'];
const POWERS = ['**', '^'];
const COMPARISONS = ['<', '<=', '>', '>=', '==', '!='];

const LIBRARIES = ['np', 'numpy', 'torch', 'jnp', 'math', 'nn', 'scipy', 'tf', 'jax'];
const MODULES = ['linalg', 'random', 'nn', 'functional', 'special', 'numpy', 'math', 'keras'];

class Recogniser {
  private at = 0;
  private mayAsk = false;
  private readonly tokens: readonly string[];
  constructor(tokens: readonly string[]) {
    this.tokens = tokens;
  }

  statement(): void {
    const [first, second] = this.tokens;
    if (first === 'def') {
      this.at = 1;
      this.head();
      this.expression();
    } else if (first === 'backward' && this.isName(1)) {
      this.at = 1;
      this.head();
      if (!this.tryTuple()) this.expression();
    } else if (this.isName(0) && (second === '=' || second === ',')) {
      this.name();
      const isOne = !this.take(',');
      if (!isOne) this.name();
      while (this.take(',')) this.name();
      this.need('=');
      if (this.isNone()) this.at = this.tokens.length;
      else if (!isOne) this.values();
      else if (!this.tryPack()) this.expression();
    } else if (this.isName(0) && /^[^=<>!]{1,2}=$/.test(second ?? '')) {
      this.at = 2;
      this.expression();
    } else if (this.isName(0) && this.isName(1) && this.isImport()) this.at = this.tokens.length;
    else if (first === 'backward' && second === '(' && this.closing(1) === this.tokens.length - 1) {
      this.at = 2;
      this.expression();
      if (this.take(',') && this.peek() !== ')') this.expression();
      this.take(',');
      this.need(')');
    } else if (first === 'print' && second === '(' && this.closing(1) === this.tokens.length - 1)
      this.at = this.tokens.length;
    else if (this.tokens.length > 0 && this.tokens.every((token) => token.startsWith('"')))
      this.at = this.tokens.length;
    else if (!this.tryQuestion()) this.expression();
    if (this.at < this.tokens.length) throw new Refusal();
  }

  private isImport(): boolean {
    return this.tokens[0] === 'import' || (this.tokens[0] === 'from' && this.tokens.indexOf('import', 2) > 0);
  }

  /** `None`, or several with commas between. */
  private isNone(): boolean {
    return /^None(?:,None)*$/.test(this.tokens.slice(this.at).join(''));
  }

  /** Several values, in brackets or not. */
  private values(): void {
    do if (!this.tryInBrackets()) this.expression();
    while (this.take(','));
  }

  /** A round bracket with several values that is the whole of what stands between commas. */
  private tryInBrackets(): boolean {
    const close = this.closing(this.at);
    const following = this.tokens[close + 1];
    if (this.peek() !== '(' || close < 0 || (following !== ',' && following !== undefined)) return false;
    this.at++;
    this.expression();
    while (this.take(',') && this.peek() !== ')') this.expression();
    this.need(')');
    return true;
  }

  /** Several values under one name, of which one at least is no number and no list of numbers. */
  private tryPack(): boolean {
    const start = this.at;
    if (!this.tryTuple()) return false;
    // Numbers and lists of them stand for a vector, which has other brackets; so has a single number in brackets none.
    const isLiteral = /^\((?:[-+−]*(?:[\d.][\w.]*|\[[-+−\d.eE_,[\]]*\])(?:,|$|(?=\))))*\)$/.test(
      this.tokens.slice(start).join(''),
    );
    const isTuple = this.tokens
      .slice(start, -1)
      .some((token, i) => token === ',' && this.depthAt(start, start + i) === 1);
    if (isTuple && isLiteral) throw new Refusal();
    return true;
  }

  private head(): void {
    this.name();
    this.need('(');
    while (!this.take(')')) {
      this.name();
      if (!this.take(',') && this.peek() !== ')') throw new Refusal();
    }
    this.need('=');
  }

  private tryTuple(): boolean {
    const start = this.at;
    if (this.peek() !== '(' || this.closing(start) !== this.tokens.length - 1) return false;
    this.at++;
    this.expression();
    while (this.take(',') && this.peek() !== ')') this.expression();
    this.need(')');
    return true;
  }

  private tryQuestion(): boolean {
    const [asks, open] = this.tokens;
    if ((asks !== 'grad' && asks !== 'value') || open !== '(') return false;
    if (!this.isName(2) || this.tokens[3] !== ')') return false;
    this.at = 4;
    if (this.peek() === '[') this.subscripts();
    if (!this.take('=')) {
      this.at = 0;
      return false;
    }
    this.mayAsk = true;
    this.expression();
    return true;
  }

  private expression(): void {
    this.sum();
    if (!COMPARISONS.includes(this.peek())) return;
    this.at++;
    this.sum();
  }
  private sum(): void {
    this.product();
    while (SUMS.includes(this.peek())) {
      this.at++;
      this.product();
    }
  }
  private product(): void {
    this.signed();
    while (PRODUCTS.includes(this.peek())) {
      this.at++;
      this.signed();
    }
  }
  private signed(): void {
    while (SIGNS.includes(this.peek())) this.at++;
    this.atom();
    if (!POWERS.includes(this.peek())) return;
    this.at++;
    this.signed();
  }

  private atom(): void {
    const token = this.peek();
    if (token === '?' && this.mayAsk) {
      this.at++;
      return;
    }
    if (token === '(') {
      this.at++;
      this.expression();
      this.need(')');
    } else if (token === '[') {
      this.at++;
      while (!this.take(']')) {
        // Texts in quotes are entries too, for the values of an option; elsewhere the evaluation refuses them.
        if (this.peek().startsWith('"')) this.at++;
        else this.expression();
        if (!this.take(',') && this.peek() !== ']') throw new Refusal();
      }
    } else if (/^[\d.]/.test(token) && token !== '.') this.at++;
    else {
      const name = this.peek();
      this.name();
      if (this.take('(')) this.args();
      else if (LIBRARIES.includes(name) && this.peek() === '.' && this.isName(this.at + 1)) {
        this.at += 2;
        while (MODULES.includes(this.tokens[this.at - 1] ?? '') && this.peek() === '.' && this.isName(this.at + 1))
          this.at += 2;
        if (this.take('(')) this.args();
      }
    }
    for (;;) {
      if (this.peek() === '[') this.subscripts();
      else if (this.peek() === '.' && this.isName(this.at + 1)) {
        this.at += 2;
        if (this.take('(')) this.args();
        else if (!['T', 'shape', 'size', 'ndim', 'grad', 'data', 'values'].includes(this.tokens[this.at - 1] ?? ''))
          throw new Refusal();
      } else return;
    }
  }

  private args(): void {
    const given = new Set<string>();
    while (!this.take(')')) {
      if (this.isName(this.at) && this.tokens[this.at + 1] === '=') {
        const name = this.peek();
        if (given.has(name)) throw new Refusal();
        given.add(name);
        this.at += 2;
      } else if (given.size > 0) throw new Refusal();
      if (this.peek().startsWith('"')) this.at++;
      else if (!this.tryArgumentTuple()) this.expression();
      if (!this.take(',') && this.peek() !== ')') throw new Refusal();
    }
  }

  /** A round bracket with a comma at its own level, which must be the whole argument. */
  private tryArgumentTuple(): boolean {
    const close = this.closing(this.at);
    let depth = 0;
    let many = false;
    for (let i = this.at; i < close; i++) {
      const token = this.tokens[i] ?? '';
      if (token === '(' || token === '[') depth++;
      else if (token === ')' || token === ']') depth--;
      else if (token === ',' && depth === 1) many = true;
    }
    if (this.peek() !== '(' || !many) return false;
    this.at++;
    this.expression();
    while (this.take(',') && this.peek() !== ')') this.expression();
    this.need(')');
    return true;
  }

  private subscripts(): void {
    this.need('[');
    if (this.peek() === ']') throw new Refusal();
    while (!this.take(']')) {
      if (!this.tryMark()) this.range();
      if (!this.take(',') && this.peek() !== ']') throw new Refusal();
    }
  }

  private range(): void {
    if (this.peek() !== ':') this.expression();
    for (let colons = 0; colons < 2 && this.take(':'); colons++)
      if (this.peek() !== ',' && this.peek() !== ']' && this.peek() !== ':') this.expression();
  }

  /** `None`, `np.newaxis` and `...` */
  private tryMark(): boolean {
    const rest = this.tokens.slice(this.at, this.at + 4);
    const ends = (length: number): boolean => rest[length] === ',' || rest[length] === ']';
    const length =
      rest[0] === 'None' && ends(1)
        ? 1
        : (rest.slice(0, 3).join('') === '...' || (this.isName(this.at) && rest[1] === '.' && rest[2] === 'newaxis')) &&
            ends(3)
          ? 3
          : 0;
    this.at += length;
    return length > 0;
  }

  private peek(): string {
    return this.tokens[this.at] ?? '';
  }
  private take(token: string): boolean {
    if (this.peek() !== token) return false;
    this.at++;
    return true;
  }
  private need(token: string): void {
    if (!this.take(token)) throw new Refusal();
  }
  private isName(at: number): boolean {
    const token = this.tokens[at] ?? '';
    return /^[A-Za-z_]/.test(token) && token !== 'def';
  }
  private name(): void {
    if (!this.isName(this.at)) throw new Refusal();
    this.at++;
  }
  /** How many brackets are open at a token, counted from another. */
  private depthAt(from: number, at: number): number {
    let depth = 0;
    for (const token of this.tokens.slice(from, at))
      depth += token === '(' || token === '[' ? 1 : token === ')' || token === ']' ? -1 : 0;
    return depth;
  }

  /** The bracket that closes the one at `open`, counting round and square ones alike. */
  private closing(open: number): number {
    let depth = 0;
    for (let i = open; i < this.tokens.length; i++) {
      const token = this.tokens[i] ?? '';
      if (token === '(' || token === '[') depth++;
      else if ((token === ')' || token === ']') && --depth === 0) return i;
    }
    return -1;
  }
}
