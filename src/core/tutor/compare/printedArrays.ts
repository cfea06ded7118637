import { lineTable } from '../../base/lineTable.ts';
import { numberBody, readBody } from './arrayBody.ts';
import type { ArrayProblem, GivenArray, GivenArrays } from './givenArray.ts';

/** How far before a bracket its name is looked for. */
const REACH = 200;
/** `dW = `, `dW:`, `dW [`, `'dW': array(`, `grads['W'] = np.array(`, at the end of what stands before the bracket. */
const LABEL =
  /(?<![\w.∂/])(?:(?<holder>[A-Za-z_]\w*)\[\s*["'](?<key>\w+)["']\s*\]|["']?(?<name>[A-Za-z_∂][\w.∂/]*)["']?)\s*[=:]?\s*(?:(?:np|numpy|torch|jnp)\.)?(?:(?:array|asarray|tensor|Array)\s*\(\s*)?$/;
const NUMBER_LINE =
  /^[ \t]*(?:(?<holder>[A-Za-z_]\w*)\[\s*["'](?<key>\w+)["']\s*\]|(?<name>[A-Za-z_∂][\w.∂/]*))[ \t]*[=:][ \t]*(?:(?:np\.)?float(?:32|64)\()?(?<number>[+\-−]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+\-−]?\d+)?|[+\-−]?(?:nan|inf))\)?[ \t]*[,;]?[ \t]*$/i;
const WRAPPERS = new Set(['array', 'asarray', 'tensor', 'Array', 'np.array', 'print', 'torch.tensor']);

/** Arrays as NumPy, PyTorch or a list prints them, each behind its name. Never throws. */
export function printedArrays(text: string): GivenArrays {
  const lines = lineTable(text);
  const arrays: GivenArray[] = [];
  const problems: ArrayProblem[] = [];
  const numbers = (from: number, to: number): void => {
    for (const line of text.slice(from, to).split(/\r\n|\n|\r/)) {
      const found = line.length > REACH ? undefined : NUMBER_LINE.exec(line)?.groups;
      const name = found && nameIn(found);
      if (name !== undefined) arrays.push({ name, ...numberBody(found?.number ?? '') });
    }
  };
  let behind = 0;
  for (let open = text.indexOf('['); open >= 0; open = text.indexOf('[', open)) {
    // `grads['W'] = …`: this bracket belongs to the name.
    const key = /\[\s*["']\w{1,60}["']\s*\]/y;
    key.lastIndex = open;
    if (key.test(text)) {
      open = key.lastIndex;
      continue;
    }
    const label = LABEL.exec(text.slice(Math.max(behind, open - REACH), open));
    const name = label?.groups && nameIn(label.groups);
    numbers(behind, open - (label?.[0].length ?? 0));
    const { end, found } = readBody(text, open);
    const line = lines.at(open).line + 1;
    if ('code' in found)
      problems.push({
        ...found,
        line,
        message: `${name ?? 'The array'} in line ${line} cannot be read: ${found.message}.`,
      });
    else if (name === undefined)
      problems.push({
        code: 'unnamed',
        line,
        message: `The array in line ${line} has no name: print it as print("dW =", dW).`,
      });
    else arrays.push({ name, ...found });
    open = end;
    behind = open;
  }
  numbers(behind, text.length);
  return { arrays, problems };
}

/** `grads['W']` is the gradient of W. */
function nameIn({ holder, key, name }: Readonly<Record<string, string | undefined>>): string | undefined {
  if (key !== undefined) return /grad|^d$/i.test(holder ?? '') ? `grad_${key}` : key;
  return name === undefined || WRAPPERS.has(name) ? undefined : name;
}
