/** What the readers of each format find in a document: enough to see whether a text became more than text. */
import { marked, type Token, type Tokens } from 'marked';
import sax from 'sax';

/** Elements and attributes of an XML document in their order, and its text; throws where it is no XML. */
export function xmlOutline(xml: string): { readonly shape: string; readonly words: string } {
  const parser = sax.parser(true);
  const shape: string[] = [];
  let words = '';
  parser.onerror = (problem) => {
    throw problem;
  };
  parser.onopentag = ({ name, attributes }) => {
    shape.push(`<${name} ${Object.keys(attributes).join(' ')}>`);
    words += Object.values(attributes).join(' ');
  };
  parser.onclosetag = (name) => shape.push(`</${name}>`);
  parser.ontext = (text) => {
    words += text;
  };
  for (const odd of ['oncomment', 'oncdata', 'ondoctype', 'onprocessinginstruction'] as const)
    parser[odd] = () => shape.push(odd);
  parser.write(xml).close();
  return { shape: shape.join(''), words };
}

/** Blocks of a Markdown document, and what in it loads, opens or is HTML. */
export function markdownOutline(markdown: string): { readonly blocks: string; readonly active: readonly string[] } {
  const tokens = marked.lexer(markdown, { gfm: true });
  const active: string[] = [];
  const look = (token: Token): void => {
    if (token.type === 'html' && token.raw.replaceAll(/<\/?(?:details|summary|br|code)>/g, '').includes('<'))
      active.push(token.raw);
    if (token.type === 'image' || token.type === 'link' || token.type === 'def')
      active.push(`${token.type} ${(token as Tokens.Link).href.slice(0, 40)}`);
  };
  marked.walkTokens(tokens, look);
  return { blocks: tokens.map(({ type }) => type).join(' '), active };
}

/** The commands of a LaTeX document outside of verbatim, each once; throws where braces or environments do not close. */
export function latexCommands(latex: string): ReadonlySet<string> {
  const [head = '', rest = ''] = latex.split('\\begin{document}');
  if (rest === '') throw new Error('there is no document');
  const body = rest.replaceAll(/\\begin\{verbatim\}[\s\S]*?\\end\{verbatim\}/g, '');
  if (body.split('\\end{document}').length !== 2 || !body.trimEnd().endsWith('\\end{document}'))
    throw new Error('the document ends in its midst');
  if (/(?<!\\)(?:\\\\)*[%#]/.test(body)) throw new Error(`a comment or an argument: ${body}`);
  if (body.includes('^^')) throw new Error('a sign in disguise');
  let depth = 0;
  const open: string[] = [];
  const commands = new Set<string>();
  for (const [piece, word, environment] of body.matchAll(/\\([A-Za-z@]+)(?:\{([a-z]+\*?)\})?|\\.|[{}]/gs)) {
    if (piece === '{') depth++;
    if (piece === '}' && --depth < 0) throw new Error('a brace too many');
    if (word === undefined) continue;
    commands.add(word === 'begin' || word === 'end' ? `${word} ${environment}` : word);
    if (word === 'begin') open.push(environment ?? '');
    if (word === 'end' && environment !== 'document' && open.pop() !== environment)
      throw new Error(`an environment that is not open: ${environment}`);
  }
  if (depth !== 0 || open.length > 0) throw new Error(`not closed: ${depth} braces, ${open.join(' ')}`);
  if (
    /\\(?:input|write|openin|openout|def|catcode|csname|include)\b/.test(
      head.replaceAll(/^.*\\catcode"[0-9A-F]+=13 \\def.*$/gm, ''),
    )
  )
    throw new Error('a command before the document');
  return commands;
}

/** Signs that a terminal would obey. */
export const TERMINAL = /(?![\n\t])\p{Cc}|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
