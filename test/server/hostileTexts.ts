/** Texts that have brought other systems down. */
export const hostileTexts: Readonly<Record<string, () => string>> = {
  'a hundred thousand parentheses': () => `f = ${'('.repeat(100_000)}1${')'.repeat(100_000)}\n`,
  'a hundred thousand open brackets': () => `f = ${'['.repeat(100_000)}\ng = 1\n`,
  'a line of a million characters': () => `f = ${'x+'.repeat(500_000)}1\n`,
  'a name of a million characters': () => `${'a'.repeat(1_000_000)} = 1\n`,
  'a sum of a hundred thousand terms': () => `x = 1\nf = x${' + x'.repeat(100_000)}\n`,
  'a list of a hundred thousand numbers': () => `v = [${'1, '.repeat(100_000)}1]\nf = sum(v)\n`,
  'powers upon powers': () => `f = 1${' ** 1'.repeat(50_000)}\n`,
  'a hundred thousand signs': () => `f = ${'-'.repeat(100_000)}1\n`,
  'fifty thousand lines': () => Array.from({ length: 50_000 }, (_, line) => `v${line} = ${line} * 2\n`).join(''),
  'fifty thousand errors': () => Array.from({ length: 50_000 }, (_, line) => `v${line} = missing${line} + \n`).join(''),
  'fifty thousand unknown names': () =>
    Array.from({ length: 50_000 }, (_, line) => `v${line} = missing${line}\n`).join(''),
  'twenty thousand cells': () => '# %% One\nx = 1\n'.repeat(20_000),
  'a definition that calls itself': () => 'def f(x) = f(x) + 1\ny = f(2)\n',
  'definitions that grow exponentially': () =>
    `def f0(x) = x + x\n${Array.from({ length: 40 }, (_, k) => `def f${k + 1}(x) = f${k}(f${k}(x))\n`).join('')}y = f40(1)\n`,
  'a matrix too large for memory': () => 'W = randn(1e5, 1e5)\n',
  'sizes beyond all numbers': () =>
    'W = zeros(1e308, 1e308)\nv = arange(0, 1e300)\nu = linspace(0, 1, 1e12)\nx = [1][1e300]\n',
  'names of JavaScript': () => 'constructor = 1\n__proto__ = constructor + 1\ntoString = __proto__ * 2\nvalueOf(1)\n',
  'characters that hide': () => 'a\u0000 = 1\nb = 2 \u202e # 3\nc\u200b = 4\n',
  'half of a character': () => 'a = 1 \ud83d\nb\udc00 = "\ud83d"\n',
  'every kind of line end': () => 'a = 1\r\nb = 2\rc = 3\n\rd = 4\u2028e = 5\u0085f = 6',
  'a byte order mark': () => '\ufeffx = 2\nf = x * x\n',
  'numbers of every kind': () => 'x = 1e999\ny = -1e-999\nz = 0/0\nw = 1__0 + 0x10 + 1e + .e3 + 1.2.3\nf = x - x + z\n',
  'nothing but a quotation mark': () => '"',
  'markdown that wants to run': () =>
    '# %% [markdown] <script>alert(1)</script>\n# [x](command:evil)\n`x` = ![a](file:///b)\n',
};
