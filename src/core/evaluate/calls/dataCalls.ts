import type { NodeId } from '../../autodiff/tape/node.ts';
import type {
  DataOption,
  DataOptions,
  DataOptionValue,
  DataSet,
  FileBytes,
  FileState,
  MadeData,
} from '../../makers/dataSet.ts';
import { isMakerProblem } from '../../makers/maker.ts';
import { closestName } from '../../semantics/closestName.ts';
import type { Assignment, Call, Expression } from '../../syntax/tree.ts';
import { type Context, evaluate, fail, randomFor, report, tooLarge } from '../context.ts';

/** What was read or made for a call before, kept while its options and the files' bytes stay the same. */
const kept = new WeakMap<Call, readonly KeptData[]>();
interface KeptData {
  readonly key: string;
  readonly bytes: readonly Uint8Array[];
  readonly made: MadeData;
}
/** Drawn rows, and all of them. */
const MOST_KEPT = 2;

export const dataSetOf = (context: Context, statement: Assignment): DataSet | undefined => {
  const { value } = statement;
  if (value.kind !== 'call') return undefined;
  const { name } = value.callee;
  if (context.defs.has(name) || context.brokenDefs.has(name)) return undefined;
  return context.surroundings.dataSets.find((set) => set.name === name);
};

/** `X, y = spiral(n=300)`: one leaf for each part. Answers the nodes and all rows there are. */
export function evaluateDataSet(
  context: Context,
  statement: Assignment,
  set: DataSet,
): { readonly nodes: readonly NodeId[]; readonly rows: number } | undefined {
  const call = statement.value;
  if (call.kind !== 'call') return undefined;
  if (statement.targets.length !== set.parts.length)
    return fail(
      context,
      'data-set-parts',
      call.callee,
      `${set.name}(…) gives ${set.parts.length === 1 ? 'one value' : `${set.parts.length} parts`}: write ${set.parts.map((part) => part.name).join(', ')} = ${set.name}(…)`,
    );
  const options = readOptions(context, call, set);
  if (options === undefined) return undefined;
  const random = randomFor(context, typeof options.get('seed') === 'number' ? Number(options.get('seed')) : undefined);
  const shapes = set.shapes(options);
  if (shapes !== undefined) {
    if (isMakerProblem(shapes)) return fail(context, 'data-set', call, shapes.problem);
    for (const shape of shapes) {
      const large = tooLarge(context, shape);
      if (large) return fail(context, 'too-large', call, large);
    }
  }
  const files: FileBytes[] = [];
  const { maxRows } = context.surroundings;
  const heads = Number.isFinite(maxRows) ? set.head?.(maxRows, options) : undefined;
  for (const [place, wanted] of set.paths(options).entries()) {
    const names = typeof wanted === 'string' ? [wanted] : wanted;
    if (names[0]?.trim() === '')
      return fail(context, 'data-file', call, 'the name of a file is missing between the quotes');
    let refusal: string | undefined;
    let found: FileBytes | undefined;
    for (const path of names) {
      const file: FileState = context.surroundings.files.read(path, heads?.[place]);
      if (file.state === 'loading') return report(context, 'data-loading', 'info', call, `${path} is being read …`);
      if (file.state === 'ready') {
        found = file;
        break;
      }
      refusal ??= file.reason;
    }
    if (found === undefined) return fail(context, 'data-file', call, refusal ?? '');
    files.push(found);
  }
  const key = `${context.assigning}|${maxRows}|${JSON.stringify([...options])}`;
  const all = kept.get(call) ?? [];
  const before = all.find(
    (one) =>
      one.key === key && one.bytes.length === files.length && one.bytes.every((bytes, i) => bytes === files[i]?.bytes),
  );
  let made: MadeData;
  if (before) made = before.made;
  else {
    const fresh = set.make(options, random, files, maxRows);
    if (isMakerProblem(fresh)) return fail(context, 'data-set', call, fresh.problem);
    made = fresh;
    const others = all.filter((one) => one.key !== key).slice(1 - MOST_KEPT);
    kept.set(call, [...others, { key, bytes: files.map(({ bytes }) => bytes), made }]);
  }
  for (const doubt of made.doubts ?? []) report(context, 'data-guess', 'warning', call, doubt);
  const nodes = made.parts.map((part, i) =>
    context.tape.pushLeaf((made.roles?.[i] ?? set.parts[i]?.role) === 'labels' ? 'labels' : 'data', part, call),
  );
  for (const node of nodes) context.tape.dataFacts.set(node, made);
  return { nodes, rows: made.rows };
}

function readOptions(context: Context, call: Call, set: DataSet): DataOptions | undefined {
  const options = new Map<string, DataOptionValue>();
  let place = 0;
  for (const argument of call.args) {
    const spec: DataOption | undefined = argument.name
      ? set.options.find((option) => option.name === argument.name?.name)
      : set.options[place++];
    if (spec === undefined) {
      const given = argument.name?.name ?? '';
      const names = set.options.map((option) => option.name);
      const close = argument.name && closestName(given, names);
      return fail(
        context,
        argument.name ? 'unknown-option' : 'too-many-arguments',
        argument.name ?? argument,
        argument.name
          ? `${set.name} has no option ${given}${close ? `; did you mean ${close}?` : `; it takes ${names.join(', ')}`}`
          : `too many values: ${set.name} takes ${names.join(', ')}`,
        close ? { kind: 'replace', text: close, title: `Change to ${close}` } : undefined,
      );
    }
    if (options.has(spec.name)) return fail(context, 'given-twice', argument, `${spec.name} is given twice`);
    if (spec.kind === 'switch' || spec.kind === 'names') {
      const given = spec.kind === 'switch' ? switchIn(argument.value) : namesIn(argument.value);
      if (given === undefined)
        return fail(
          context,
          'option-value',
          argument.value,
          spec.kind === 'switch'
            ? `${spec.name} takes true, false or a text in quotes`
            : `${spec.name} takes names in quotes or whole numbers, or a list of them`,
        );
      options.set(spec.name, given);
      continue;
    }
    if (spec.kind === 'text') {
      if (argument.value.kind !== 'string')
        return fail(context, 'option-value', argument.value, `${spec.name} takes a text in quotes`);
      options.set(spec.name, argument.value.value);
      continue;
    }
    const node = evaluate(context, argument.value);
    if (node === undefined) return undefined;
    const value = context.tape.isScalar(node) ? context.tape.scalarAt(node) : Number.NaN;
    if (!Number.isFinite(value) || (spec.kind === 'whole number' && !Number.isInteger(value)))
      return fail(context, 'option-value', argument.value, `${spec.name} takes a ${spec.kind}`);
    options.set(spec.name, value);
  }
  for (const spec of set.options) {
    if (options.has(spec.name)) continue;
    if (spec.initial !== undefined) options.set(spec.name, spec.initial);
    else if (spec.required)
      return fail(context, 'too-few-arguments', call, `${set.name} needs ${spec.name}: ${spec.meaning}`);
  }
  return options;
}

function switchIn(value: Expression): string | undefined {
  if (value.kind === 'string') return value.value;
  const word = value.kind === 'name' ? value.name.toLowerCase() : '';
  return word === 'true' || word === 'false' || word === 'auto' ? word : undefined;
}

function namesIn(value: Expression): DataOptionValue | undefined {
  if (value.kind === 'string') return value.value;
  if (value.kind === 'group') return namesIn(value.inner);
  if (value.kind === 'number') return Number.isInteger(value.value) ? value.value : undefined;
  if (value.kind === 'unary' && value.operator === '-' && value.operand.kind === 'number') return -value.operand.value;
  if (value.kind !== 'list' && value.kind !== 'tuple') return undefined;
  const names = value.entries.map((entry) => (entry.kind === 'list' ? undefined : namesIn(entry)));
  return names.every((name) => typeof name === 'string' || typeof name === 'number') ? names : undefined;
}
