/** Calls that NumPy or PyTorch read in another way than the language does: what to write instead. A matter of the text alone. */
import type { Call, Index } from '../syntax/tree.ts';
import { meaningOf } from './spellings.ts';

/** Undefined where a call in another's spelling means here what it means there. */
export function otherMeaning(call: Call): string | undefined {
  const { form, callee, args, library } = call;
  if (form !== 'method' && form !== 'library') return undefined;
  const { name } = callee;
  const placed = args.filter((argument) => argument.name === undefined);
  if (name === 'norm' && placed.length > 1)
    return 'the second value of norm is its order there: a length along an axis is norm(x, axis=1), the sum of sizes sum(abs(x))';
  if (name === 'split' && (form === 'method' || library === 'torch'))
    return 'PyTorch’s split takes the size of a part, here it is how many there are: three parts are split(x, 3, axis=0)';
  if (name === 'item' && args.length > 1) return 'item picks an entry there: write x[0, 1]';
  const { kind, gate } = meaningOf(call);
  const factor = args.find((argument) => argument.name?.name === 'alpha' || argument.name?.name === 'rounding_mode');
  if (kind === 'gate' && gate?.params.length === 2 && factor !== undefined)
    return factor.name?.name === 'alpha'
      ? `${name} has no alpha here: write the factor out, a + 2 * b`
      : 'a division that is rounded is floor(a / b)';
  return undefined;
}

/** `torch.max(x, 1)[0]`: values and places are a pair there, and `[0]` picks one of the two; here it would be the first entry. */
export function pairPicked({ target, subscripts }: Index): string | undefined {
  const [only] = subscripts;
  if (target.kind !== 'call' || only?.kind !== 'at') return undefined;
  const { callee, library, args, form } = target;
  const { name } = callee;
  if (meaningOf(target).name === 'split')
    return `${name} gives several parts: name them, as in a, b = split(x, 2), and go on with one`;
  if ((name !== 'max' && name !== 'min') || args.length < 2 || only.index.kind !== 'number') return undefined;
  const isTorch = library === 'torch' || args.some((argument) => argument.name?.name === 'dim');
  const isAlong = form === 'method' && args[1]?.name === undefined && library === undefined;
  if (!isTorch && !isAlong) return undefined;
  const values = isTorch
    ? `here ${name} gives the values alone: leave [0] out`
    : `PyTorch’s values are ${name}(x, axis=1); NumPy’s first entry of them is ${name}(x, axis=1)[0]`;
  return only.index.value === 0 || !isTorch
    ? values
    : `here ${name} gives the values alone: their places are argmax(${name === 'max' ? '' : '-'}x, axis=1)`;
}
