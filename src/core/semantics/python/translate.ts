/** Programs of Python, as students of NumPy and PyTorch write them, in the language. Pure text in, pure text out. */

import { parseDocument } from '../../syntax/document.ts';
import { functionNames, statementWords } from '../functionTable.ts';
import { isUnderstood } from '../spellings.ts';
import {
  type Assigned,
  assignmentIn,
  balanced,
  bracketedIn,
  entryAssigned,
  inPlace,
  packed,
  targetOf,
} from './pythonAssignments.ts';
import { Choices, namesIn, targetIn } from './pythonBranches.ts';
import { both, translatedValue, translatedValues, Untranslated } from './pythonExpression.ts';
import { splitTop } from './pythonFunctions.ts';
import { layerLines } from './pythonModules.ts';
import { type PythonLine, tokenLines } from './pythonTokens.ts';

/** A program of another language reads its data in other words. */
const ownFunctions = functionNames([]);

/** A line that has no counterpart, and why. */
interface Left {
  /** From 0, in the text that was translated. */
  readonly line: number;
  readonly code: string;
  readonly why: string;
}

interface Translation {
  readonly text: string;
  /** What is kept as comments. */
  readonly left: readonly Left[];
}

/** Whether a name has a value above the text. */
type IsKnown = (name: string) => boolean;

/** The lines of a program in the language; a line without a counterpart is kept as a comment that says so. */
export function translatePython(text: string, isKnown: IsKnown = () => false): Translation {
  const translator = new Translator(text, isKnown);
  const lines = translator.lines(tokenLines(text), { depth: 0, inFunction: false });
  return { text: lines.join('\n'), left: translator.left };
}

/** One statement, with its block, in the language; undefined where something of it has no counterpart, or nothing changes. */
export function translatedStatement(text: string, isKnown: IsKnown): string | undefined {
  if (text.length > LONGEST) return undefined;
  const { text: written, left } = translatePython(text, isKnown);
  const lines = written.split('\n').filter((line) => line.trim() !== '');
  if (left.length > 0 || lines.length === 0) return undefined;
  const whole = lines.join('\n');
  if (whole.replaceAll(/\s+/g, '') === text.replaceAll(/\s+/g, '')) return undefined;
  const isSound = parseDocument(whole).statements.every(({ problems }) =>
    problems.every(({ severity }) => severity !== 'error'),
  );
  return isSound ? whole : undefined;
}

/** Characters of a line, and of a statement that is translated while it is typed. */
const LONGEST = 4000;

/** Where lines stand: how deep, and whether a function holds them. */
interface Place {
  readonly depth: number;
  readonly inFunction: boolean;
  /** Under which condition they count, in the language: inside of an `if`, or behind one that goes on with the next turn. */
  readonly condition?: string | undefined;
  readonly isRest?: boolean;
}

/** Lines of programs that only serve training or looking, which this language does by itself. */
const IDLE =
  /^(?:plt|sns|fig|ax|optimizer|optim|opt|scheduler|writer|tqdm|random|warnings|sys|os|time)\.|^(?:np\.random|torch|random|torch\.cuda)\.(?:manual_seed|seed|set_\w+|cuda|no_grad)|^[\w.]+\.(?:zero_grad|train|eval|requires_grad_|retain_grad)\(|^[\w.]+\.grad\.(?:zero_|data\.zero_)\(|^(?:pass|global|nonlocal|del|assert|raise|break)\b|^[\w.]+\.grad\s*=\s*None$|^\w+\s*=\s*(?:torch\.)?optim\.|^\w+\s*=\s*(?:\{\s*\}|dict\(\s*\))$|^%/;

/** Why such a line has nothing to do here. */
const IDLE_REASONS: readonly (readonly [RegExp, string])[] = [
  [/zero_grad|\.grad\b/, 'gradients are computed afresh each time, so none is set to zero'],
  [/seed/, 'a random function has a seed of its own, as in randn(3, 4, seed=0)'],
  [/^(?:optim|opt|scheduler)|=\s*(?:torch\.)?optim\./, 'train(loss, lr=0.1) updates every param(…)'],
  [/^(?:plt|sns|fig|ax|writer)\./, 'values stand beside their lines, and curves in the training panel'],
  [/^(?:assert|raise)\b/, 'every line shows its value and its shape'],
  [/=\s*(?:\{|dict)/, 'each value takes a name of its own, as in params_W1 = W1'],
  [/\.(?:train|eval)\(/, 'dropout works in training alone, without being told'],
];

/** Why a single line of Python has nothing to do here; undefined: it may have. */
export function idleReason(text: string): string | undefined {
  const code = text.trim();
  if (code.includes('\n') || code.startsWith('%') || !IDLE.test(code)) return undefined;
  return IDLE_REASONS.find(([pattern]) => pattern.test(code))?.[1] ?? 'there is nothing for it to do';
}

const INDENT = '    ';

class Translator {
  readonly left: Left[] = [];
  private readonly source: string;
  private readonly isAbove: IsKnown;
  private readonly given = new Set<string>();

  constructor(source: string, isAbove: IsKnown) {
    this.source = source;
    this.isAbove = isAbove;
  }

  private isKnown(name: string): boolean {
    return this.given.has(name) || this.isAbove(name);
  }

  lines(lines: readonly PythonLine[], place: Place): string[] {
    const written: string[] = [];
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i];
      if (line === undefined) break;
      // What Python runs where a file is no library.
      if (/^if\s+__name__\s*==/.test(line.code)) written.push(...this.lines(line.block, place));
      else if (/^(?:if|elif)\b/.test(line.code)) {
        // The branches belong together, and after a branch that goes on with the next turn the rest is the other branch.
        const branches = [line];
        while (/^(?:elif|else)\b/.test(lines[i + 1]?.code ?? '')) {
          const next = lines[++i];
          if (next) branches.push(next);
        }
        const rest = lines.slice(i + 1);
        if (branches.length === 1 && isContinue(line)) {
          written.push(...this.afterContinue(line, rest, place));
          return written;
        }
        written.push(...this.branches(branches, place));
      } else written.push(...this.line(line, place));
    }
    return written;
  }

  private keep(line: PythonLine, place: Place, why: string): string[] {
    const all = codeOf(line);
    this.left.push({ line: line.line, code: all[0] ?? '', why });
    const indent = INDENT.repeat(place.depth);
    const kept = all.map((code, i) => `${indent}# ${code}${i === 0 ? `   (${why})` : ''}`);
    // What the line would have given has no value until somebody writes it: the value of before is another program's.
    const stale = namesGiven(line).filter((name) => this.isKnown(name));
    return [...kept, ...stale.map((name) => `${indent}${name} = ?`)];
  }

  private line(line: PythonLine, place: Place): string[] {
    const { code, comment } = line;
    const indent = INDENT.repeat(place.depth);
    if (code === '') return [comment === '' ? '' : `${indent}${comment}`];
    if (line.block.length === 0 && code.length > LONGEST) return this.keep(line, place, 'the line is too long');
    const fresh = namesGiven(line).filter((name) => !this.isKnown(name));
    try {
      const made = this.statement(line, place);
      if (line.block.length === 0) this.checkFunctions(made);
      const [first, ...more] = made;
      if (first === undefined) return comment === '' ? [] : [`${indent}${comment}`];
      return [`${indent}${first}${comment === '' ? '' : `  ${comment}`}`, ...more.map((one) => `${indent}${one}`)];
    } catch (problem) {
      if (!(problem instanceof Untranslated)) throw problem;
      for (const name of fresh) this.given.delete(name);
      return this.keep(line, place, problem.message);
    }
  }

  /** Every function of the lines is one of the language or of the program. */
  private checkFunctions(lines: readonly string[]): void {
    for (const line of lines)
      for (const [, before, name = ''] of line.matchAll(/(\.|\bdef )?\b([\p{L}_][\p{L}\p{N}_]*)\(/gu)) {
        if (before === '.') throw new Untranslated(`there is no function ${name}`);
        if (before !== undefined || ownFunctions.has(name) || isUnderstood(name) || statementWords.has(name)) continue;
        if (this.isKnown(name) || new RegExp(`\\bdef\\s+${name}\\b|\\b${name}\\s*=\\s*lambda\\b`).test(this.source))
          continue;
        throw new Untranslated(`there is no function ${name}`);
      }
  }

  /** The lines for a statement, without their indentation. */
  private statement(line: PythonLine, place: Place): string[] {
    const { code, block } = line;
    if (block.length > 0 || code.endsWith(':')) return this.blockStatement(line, place);
    if (/^(?:import|from)\b/.test(code) || /^(?:print|pprint|display)\s*\(/.test(code)) return [];
    if (/^[rRuU]?(?:"""|'''|"|')/.test(code)) return described(code);
    if (/^[\w]+$/.test(code) && code !== 'pass' && code !== 'break' && code !== 'continue') return [code];
    const assigned = assignmentIn(code);
    if (IDLE.test(code) || code === 'continue') throw new Untranslated('not needed here');
    if (assigned === undefined && place.condition !== undefined)
      throw new Untranslated('under a condition only values can be chosen, with where(condition, a, b)');
    if (assigned === undefined) return [this.expressionStatement(code)];
    return this.assignment(assigned, place);
  }

  private expressionStatement(code: string): string {
    const back = /^([\w.[\]]+)\.backward\((.*)\)$/s.exec(code);
    if (back) {
      const given = splitTop(back[2] ?? '').filter((one) => !/^(?:retain_graph|create_graph|inputs)\s*=/.test(one));
      const upstream = given.map((one) => translatedValue(one.replace(/^gradient\s*=\s*/, '')));
      return `backward(${[translatedValue(back[1] ?? ''), ...upstream].join(', ')})`;
    }
    const added = splitTop(/^(?:np|numpy)\.add\.at\((.*)\)$/s.exec(code)?.[1] ?? '').map((one) => translatedValue(one));
    const [sums, ids, rows] = added;
    if (sums !== undefined && ids !== undefined && rows !== undefined)
      return `${sums} += onehot(flatten(${ids}), len(${sums})).T @ reshape(${rows}, -1, ${sums}.shape[1])`;
    const place = /^([\w.]+?)(?:\.data)?\.(add_|sub_|mul_|div_|zero_|fill_|copy_|clamp_|relu_|exp_)\((.*)\)$/s.exec(
      code,
    );
    if (place) return inPlace(translatedValue(place[1] ?? ''), place[2] ?? '', splitTop(place[3] ?? ''));
    if (/^[\w.]+\.(?:append|extend|insert|update|pop|register_buffer)\(/.test(code))
      throw new Untranslated('a list cannot grow: give each value a name, or keep rows of a tensor with put(…)');
    return translatedValue(code);
  }

  private assignment({ targets, operator, value }: Assigned, place: Place): string[] {
    const { condition } = place;
    const [first, ...more] = targets;
    if (first === undefined) return [];
    if (more.length > 0) {
      const last = targets.at(-1) ?? first;
      const others = targets.slice(0, -1).map((target) => ({ targets: [target], operator: '', value: last }));
      return [
        ...this.assignment({ targets: [last], operator, value }, place),
        ...others.flatMap((other) => this.assignment(other, place)),
      ];
    }
    if (/^(?:\{\s*\}|dict\(\s*\))$/.test(value)) return [];
    const entries = /^\{(.*)\}$/s.exec(value);
    if (entries && operator === '') return this.dictionary(first, splitTop(entries[1] ?? ''), place);
    if (/^None(?:\s*,\s*None)*$/.test(value)) return [];
    const lambda = /^lambda\s+([\w\s,]*):(.+)$/s.exec(value);
    if (lambda && operator === '')
      return [`def ${first}(${(lambda[1] ?? '').trim()}) = ${translatedValue(lambda[2] ?? '')}`];
    const names = splitTop(first.replace(/^\((.*)\)$/s, '$1').replace(/^\[(.*)\]$/s, '$1'));
    if (names.length > 1) {
      if (!names.every((name) => /^[\p{L}_]\w*$/u.test(name))) throw new Untranslated('each value takes a name');
      const found = translatedValues(value);
      const [only = ''] = found;
      // PyTorch's largest entries come with their places.
      if (names.length === 2 && found.length === 1 && /^min\(.*axis=/s.test(only))
        throw new Untranslated('min gives the values alone: their places are argmax(-x, axis=1)');
      const isPair = names.length === 2 && found.length === 1 && /^max\(.*axis=-?\d\)$/s.test(only);
      const all = isPair ? [only, `argmax${only.slice(3)}`] : found;
      const isNew = place.isRest === true && !names.some((name) => this.isKnown(name));
      for (const name of names) this.given.add(name);
      return [`${names.join(', ')} = ${condition === undefined || isNew ? all.join(', ') : this.noCondition()}`];
    }
    const target = targetOf(first);
    const layer = operator === '' && target.entry === undefined ? layerLines(target.name, value) : undefined;
    if (layer) {
      this.given.add(target.name);
      return [...layer];
    }
    const right = operator === '' ? packed(value) : translatedValue(value);
    if (target.entry !== undefined) return [entryAssigned(target.name, target.entry, operator, right, condition)];
    const { name } = target;
    const wasKnown = this.isKnown(name);
    this.given.add(name);
    if (operator === '' && !wasKnown && condition !== undefined && place.isRest !== true)
      throw new Untranslated(`where the condition does not hold, ${name} has no value: give it one first`);
    if (condition === undefined || (operator === '' && !wasKnown))
      return [operator === '' ? `${name} = ${right}` : `${name} ${operator}= ${right}`];
    const fresh = operator === '' ? right : `${name} ${operator} ${bracketedIn(operator, right)}`;
    return [`${name} = where(${condition}, ${fresh}, ${name})`];
  }

  /** `params = {'W1': w}` gives each value a name of its own, `params_W1`. */
  private dictionary(name: string, entries: readonly string[], place: Place): string[] {
    return entries.flatMap((entry) => {
      const [, key, value] = /^["'](\w+)["']\s*:\s*(.+)$/s.exec(entry) ?? [];
      if (key === undefined || value === undefined) throw new Untranslated('give each value a name of its own');
      return this.assignment({ targets: [`${name}['${key}']`], operator: '', value }, place);
    });
  }

  private noCondition(): string {
    throw new Untranslated('several values under a condition: one line for each, with where(condition, a, b)');
  }

  private blockStatement(line: PythonLine, place: Place): string[] {
    const { code, block } = line;
    const inner = { ...place, depth: 0 };
    const indented = (lines: readonly string[]): string[] => lines.map((one) => (one === '' ? '' : INDENT + one));
    if (/^with\s+(?:torch\.)?(?:no_grad|inference_mode|enable_grad|set_grad_enabled)/.test(code))
      return this.lines(block, inner);
    const loop = /^for\s+(.+?)\s+in\s+(.+):$/s.exec(code);
    if (loop) {
      if (breaksOff(block)) throw new Untranslated('a loop makes all its turns: there is no break');
      for (const name of splitTop((loop[1] ?? '').replaceAll(/[()]/g, ''))) this.given.add(name);
      const over = translatedValue((loop[2] ?? '').replace(/^(?:tqdm|trange)\((.*)\)$/, '$1'));
      const body = this.lines(block, inner);
      if (!body.some((one) => !/^\s*(?:$|#|.* = \?$)/.test(one))) throw new Untranslated('nothing is left of it');
      return [`for ${(loop[1] ?? '').replaceAll(/[()]/g, '')} in ${over}:`, ...indented(body)];
    }
    const def = /^def\s+(\w+)\s*\((.*)\)\s*(?:->.*)?:$/s.exec(code);
    if (def) return this.definition(def[1] ?? '', def[2] ?? '', block, inner);
    const network = /^class\s+(\w+)\s*\(\s*(?:torch\.)?(?:nn\.)?Module\s*\):$/.exec(code);
    if (network) return this.network(network[1] ?? '', block, inner);
    const word = /^\w+/.exec(code)?.[0] ?? '';
    throw new Untranslated(
      word === 'class'
        ? 'there are no classes: write its functions with def'
        : word === 'while'
          ? 'there is no while: repeat with for t in range(6):'
          : `there is no ${word}`,
    );
  }

  /** `class Net(nn.Module)`: its layers, and a function by the name that the object has, else the class's in small letters. */
  private network(name: string, block: readonly PythonLine[], place: Place): string[] {
    const body = block.map(withoutSelf);
    const method = (wanted: string): PythonLine | undefined =>
      body.find(({ code }) => new RegExp(`^def\\s+${wanted}\\b`).test(code));
    const forward = method('forward');
    const params = /\((.*)\)\s*(?:->.*)?:$/s.exec(forward?.code ?? '')?.[1];
    if (forward === undefined || params === undefined) throw new Untranslated('a network needs a function forward');
    const layers = (method('__init__')?.block ?? []).filter(({ code }) => !/^super\(/.test(code));
    const object = new RegExp(`^\\s*(\\w+)\\s*=\\s*${name}\\(\\)`, 'm').exec(this.source)?.[1];
    return [
      ...this.lines(layers, place),
      ...this.definition(object ?? name.toLowerCase(), params, forward.block, place),
    ];
  }

  private definition(name: string, params: string, block: readonly PythonLine[], place: Place): string[] {
    const given = splitTop(params).filter((param) => param !== 'self' && param !== '/' && param !== '*');
    const defaults: string[] = [];
    const names: string[] = [];
    for (const param of given) {
      const [written = '', initial] = splitDefault(param);
      if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(written)) throw new Untranslated('a parameter is a name');
      const isPassed = new RegExp(`\\b${name}\\s*\\([^)]*\\b${written}\\s*=`).test(
        this.source.replace(/def\s+\w+\s*\([^)]*\)/g, ''),
      );
      if (initial === undefined || isPassed) names.push(written);
      else defaults.push(`${written} = ${translatedValue(initial)}`);
    }
    const returned = block.findIndex(({ code }) => /^return\b/.test(code));
    if (returned < 0) throw new Untranslated('a function ends with return and its value');
    if (block.slice(0, returned).some(hasReturn))
      throw new Untranslated('a function has one return, at its end: choose with where(condition, a, b)');
    const body = this.lines(block.slice(0, returned), { ...place, inFunction: true });
    const last = block[returned]?.code.replace(/^return\s*/, '') ?? '';
    const value = translatedValues(
      last.replace(/^\((.*,.*)\)$/s, (whole, inner: string) => (balanced(inner) ? inner : whole)),
    );
    const lines = [...defaults, ...body].filter((one) => one.trim() !== '');
    if (lines.length === 0 && value.length === 1) return [`def ${name}(${names.join(', ')}) = ${value[0]}`];
    return [
      `def ${name}(${names.join(', ')}):`,
      ...lines.map((one) => INDENT + one),
      `${INDENT}return ${value.join(', ')}`,
    ];
  }

  /** `if c: x = a` with `else: x = b` is `x = where(c, a, b)`. */
  private branches(branches: readonly PythonLine[], place: Place): string[] {
    const indent = INDENT.repeat(place.depth);
    const kept = this.left.length;
    try {
      if (branches.length > MOST_BRANCHES) throw new Untranslated(CHOOSE);
      const choices = new Choices(place.condition);
      for (const branch of branches) {
        const head = /^(?:if|elif)\s+(.+):$/s.exec(branch.code);
        choices.begin(head ? translatedValue(head[1] ?? '') : undefined);
        for (const line of branch.block) this.conditional(line, choices, branches);
      }
      if (this.left.length > kept) throw new Untranslated(CHOOSE);
      return choices.lines().map((line) => `${indent}${line}`);
    } catch (problem) {
      if (!(problem instanceof Untranslated)) throw problem;
      this.left.splice(kept);
      return branches.flatMap((branch) => this.keep(branch, place, CHOOSE));
    }
  }

  /** A line of a branch. A name that every branch gives needs no older value. */
  private conditional(line: PythonLine, choices: Choices, branches: readonly PythonLine[]): void {
    if (/^(?:if|elif|else)\b/.test(line.code)) throw new Untranslated(CHOOSE);
    const assigned = assignmentIn(line.code);
    const name = assigned?.targets.length === 1 && assigned.operator === '' ? assigned.targets[0] : undefined;
    const isEverywhere =
      name !== undefined &&
      /^\w+$/.test(name) &&
      branches.length > 1 &&
      branches.at(-1)?.code.startsWith('else') === true &&
      branches.every(
        ({ block }) => block.filter(({ code }) => assignmentIn(code)?.targets.includes(name) === true).length === 1,
      );
    if (!isEverywhere || assigned === undefined || name === undefined) {
      for (const written of this.statement(line, { depth: 0, inFunction: false, condition: choices.condition }))
        choices.add(written);
      return;
    }
    const value = translatedValue(assigned.value);
    choices.choose(name, value, this.isKnown(name));
    this.given.add(name);
  }

  /** The lines behind `if c: continue` count only where c does not hold. */
  private afterContinue(line: PythonLine, rest: readonly PythonLine[], place: Place): string[] {
    const kept = this.left.length;
    try {
      const test = /^if\s+(.+):$/s.exec(line.code)?.[1] ?? '';
      const equal = /^(.*[^=!<>])==([^=].*)$/s.exec(test);
      const condition = equal ? translatedValue(`${equal[1]} != ${equal[2]}`) : translatedValue(`not (${test})`);
      // Names that only the rest of this turn reads need no condition: what leaves it does.
      const written = this.lines(rest, { ...place, condition: both(place.condition, condition), isRest: true });
      const read = namesIn(condition);
      if (written.slice(0, -1).some((one) => read.has(targetIn(one) ?? '')))
        throw new Untranslated('the lines below change what the condition reads');
      return written;
    } catch (problem) {
      if (!(problem instanceof Untranslated)) throw problem;
      this.left.splice(kept);
      return [line, ...rest].flatMap((one) => this.keep(one, place, problem.message));
    }
  }
}

/** More of them are no choice that anybody reads. */
const MOST_BRANCHES = 50;
const CHOOSE = 'choose with where(condition, a, b)';

const isContinue = ({ block }: PythonLine): boolean => block.length === 1 && block[0]?.code === 'continue';

/** Names that a line and its block give a value. */
function namesGiven(line: PythonLine): readonly string[] {
  const names = new Set<string>();
  const collect = ({ code, block }: PythonLine): void => {
    for (const target of assignmentIn(code)?.targets ?? [])
      for (const one of splitTop(target.replace(/^\((.*)\)$/s, '$1'))) {
        const name = /^([\p{L}_][\p{L}\p{N}_]*)(?:\.data)?(?:\[.*\])?$/su.exec(one)?.[1];
        if (name !== undefined) names.add(name);
      }
    if (!/^(?:def|class)\b/.test(code)) block.forEach(collect);
  };
  collect(line);
  return [...names];
}

/** Whether lines leave the loop that they are in. */
const breaksOff = (block: readonly PythonLine[]): boolean =>
  block.some(({ code, block: inner }) => code === 'break' || (!/^(?:for|while)\b/.test(code) && breaksOff(inner)));

const hasReturn = ({ code, block }: PythonLine): boolean => /^return\b/.test(code) || block.some(hasReturn);

const withoutSelf = (line: PythonLine): PythonLine => ({
  ...line,
  // A layer by the name of a function keeps out of its way: `self.relu = nn.ReLU()`.
  code: line.code.replaceAll(/\bself\.(\w+)/g, (_, name: string) => (ownFunctions.has(name) ? `own_${name}` : name)),
  block: line.block.map(withoutSelf),
});

/** A line and its block, as they stand. */
function codeOf(line: PythonLine, depth = 0): string[] {
  return [INDENT.repeat(depth) + line.code, ...line.block.flatMap((inner) => codeOf(inner, depth + 1))];
}

/** A text that describes a function, as a comment. */
const described = (code: string): string[] =>
  code
    .replaceAll(/^[rRuU]?["']{1,3}|["']{1,3}$/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => `# ${line}`);

/** A parameter's name, without its annotation, and its default. */
function splitDefault(param: string): readonly [string, string | undefined] {
  const equals = param.indexOf('=');
  const name = (equals < 0 ? param : param.slice(0, equals)).replace(/:.*$/s, '').trim();
  return [name, equals < 0 ? undefined : param.slice(equals + 1).trim()];
}
