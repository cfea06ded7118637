/** Words and characters that people bring along from Python and from slides, and what to write instead. */

const WORDS = new Map<string, string>([
  ['import', 'no import needed: exp, sum, relu and all the other functions are built in'],
  ['from', 'no import needed: exp, sum, relu and all the other functions are built in'],
  ['lambda', 'a function is defined on a line of its own: def f(x) = x * x'],
  ['return', 'return stands in the indented lines below def f(x):'],
  ['if', 'there is no if; choose between values with where(condition, a, b)'],
  ['else', 'there is no else; choose between values with where(condition, a, b)'],
  ['elif', 'there is no elif; choose between values with where(condition, a, b)'],
  ['for', 'a loop is written for t in range(6): with its indented lines below'],
  [
    'while',
    'there is no while: how often it would run depends on values; repeat with for t in range(6): or with train(…)',
  ],
  ['and', 'there is no and; comparisons give 0 or 1, so multiply them: (a > 0) * (b > 0)'],
  ['or', 'there is no or; comparisons give 0 or 1: max(a > 0, b > 0)'],
  ['not', 'there is no not; comparisons give 0 or 1: 1 - (a > 0)'],
  ['in', 'there is no in: compare with == or <'],
  ['is', 'there is no is: compare with =='],
  ['class', 'there are no classes: a function is defined with def f(x) = x * x'],
  ['print', 'every line shows its value: write the expression alone'],
  ['mod', 'there is no remainder: it has no useful gradient'],
  ['with', 'there is no with: detach(x) stops a gradient, and grad(x) is a constant already'],
  ['try', 'there is no try: a line with an error takes away only what needs it'],
  ['except', 'there is no except: a line with an error takes away only what needs it'],
  ['finally', 'there is no finally: a line with an error takes away only what needs it'],
  ['assert', 'there is no assert: every line shows its value'],
]);

/** What to do instead of a word of Python; undefined for every other word. */
export const describeWord = (word: string): string | undefined => WORDS.get(word);

const CHARACTERS = new Map<string, string>([
  ['//', 'there is no // ; floor(a / b) drops the fraction, and a comment begins with #'],
  ['%', 'there is no % ; a comment begins with #, and a remainder has no useful gradient'],
  ['{', 'braces are not used: write [1, 2] for a vector'],
  ['}', 'braces are not used: write [1, 2] for a vector'],
  ['!', 'a ! stands only in != ; there is no factorial'],
  ['&', 'there is no & ; comparisons give 0 or 1, so multiply them: (a > 0) * (b > 0)'],
  ['|', 'there is no | ; write abs(x) for a size, norm(x) for a length'],
  ['\\', 'a line runs on inside brackets; no \\ is needed'],
  ['$', 'a $ stands only around formulas in a comment'],
  ['÷', 'write / to divide'],
  ['∕', 'write / to divide'],
  ['∙', 'write * to multiply'],
  ['•', 'write * to multiply'],
  ['∗', 'write * to multiply'],
  ['⊙', 'write * to multiply entry by entry'],
  ['∘', 'write * to multiply entry by entry'],
  ['≤', 'write <='],
  ['≥', 'write >='],
  ['≠', 'write !='],
  ['√', 'write sqrt(x)'],
  ['∑', 'write sum(x)'],
  ['∂', 'ask for a gradient with grad(x) = ?'],
  ['∇', 'ask for a gradient with grad(x) = ?'],
  ['∞', 'there is no sign for infinity'],
  ['“', 'write a straight quotation mark: "'],
  ['”', 'write a straight quotation mark: "'],
  ['„', 'write a straight quotation mark: "'],
  ['‘', 'write a straight quotation mark: "'],
  ['’', 'write a straight quotation mark: "'],
  ['←', 'write = to name a value'],
  ['→', 'write = to name a value'],
  ['。', 'write a point: 0.5'],
  ['≈', 'write =; a number that is rounded counts'],
  ['…', 'write the values out'],
]);

const SUPERSCRIPTS = [...'⁰¹²³⁴⁵⁶⁷⁸⁹'];

export function describeCharacter(character: string): string {
  const known = CHARACTERS.get(character);
  if (known !== undefined) return known;
  const power = SUPERSCRIPTS.indexOf(character);
  if (power >= 0) return `write a power as **${power}`;
  const subscript = '₀₁₂₃₄₅₆₇₈₉'.indexOf(character);
  if (subscript >= 0) return `write an ordinary digit in a name: x${subscript}`;
  const plain = character.normalize('NFKC');
  if (plain.includes('⁄')) return `write ${plain.replace('⁄', '/')}`;
  if (plain !== character && /^[!-~]$/.test(plain)) return `write an ordinary ${plain}`;
  if (/^\p{Nd}$/u.test(character)) return 'write the digits 0 to 9';
  return `${character} means nothing here`;
}

const PLAIN_SIGNS = new Map<string, string>(
  Object.entries({
    '/': '÷∕',
    '*': '∙•∗⊙∘',
    '<=': '≤',
    '>=': '≥',
    '!=': '≠',
    '=': '←→',
    '"': '“”„‘’',
  }).flatMap(([plain, characters]) => [...characters].map((character): [string, string] => [character, plain])),
);

/** An operator or a quotation mark that may simply stand in the place of this character. */
export function plainSign(character: string): string | undefined {
  const power = SUPERSCRIPTS.indexOf(character);
  return power < 0 ? PLAIN_SIGNS.get(character) : `**${power}`;
}
