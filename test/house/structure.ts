import path from 'node:path';
import { importsOf, isPackage, shippedCode } from './projectFiles.ts';

/** Measures of how the shipped code is arranged. Lines include blanks; type imports count as imports. */
export interface Structure {
  readonly files: number;
  readonly lines: number;
  readonly medianLines: number;
  /** Files that exactly one other file imports, and those of them with at most 60 lines. */
  readonly singleReaders: number;
  readonly smallSingleReaders: readonly string[];
  /** Groups of files that import each other in a circle. */
  readonly circles: readonly (readonly string[])[];
  /** Source files directly in a folder. */
  readonly folders: ReadonlyMap<string, number>;
  /** Exported names with more than one home. */
  readonly doubleNames: ReadonlyMap<string, readonly string[]>;
  readonly casts: number;
  readonly zeroDefaults: number;
}

const SMALL = 60;
const isGenerated = (file: string) => /assembly\/|compiledKernels|\.d\.ts$|\.mjs$/.test(file);

/** Groups of two and more nodes that reach each other (Tarjan's algorithm). */
export function circlesOf(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const groups: string[][] = [];
  const visit = (node: string): void => {
    index.set(node, index.size);
    low.set(node, index.get(node)!);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(node, Math.min(low.get(node)!, low.get(next)!));
    }
    if (low.get(node) !== index.get(node)) return;
    const group = stack.splice(stack.lastIndexOf(node));
    if (group.length > 1) groups.push(group.sort());
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return groups;
}

const exported = /^export (?:abstract )?(?:async )?(?:const|function\*?|class|interface|type|let) (\w+)/gm;
const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

export function measureStructure(): Structure {
  const files = shippedCode.filter((file) => !isGenerated(file.path));
  const present = new Set(files.map((file) => file.path));
  const graph = new Map(
    files.map((file) => [
      file.path,
      [...new Set(importsOf(file).filter((target) => !isPackage(target) && present.has(target)))],
    ]),
  );
  const readers = new Map<string, number>();
  for (const targets of graph.values())
    for (const target of targets) readers.set(target, (readers.get(target) ?? 0) + 1);
  const lengths = new Map(files.map((file) => [file.path, file.text.split('\n').length - 1]));
  const single = files.filter((file) => readers.get(file.path) === 1).map((file) => file.path);
  const folders = new Map<string, number>();
  const homes = new Map<string, string[]>();
  for (const file of files) {
    const folder = path.posix.dirname(file.path);
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
    for (const [, name] of file.text.matchAll(exported)) homes.set(name!, [...(homes.get(name!) ?? []), file.path]);
  }
  const sorted = [...lengths.values()].sort((a, b) => a - b);
  return {
    files: files.length,
    lines: sorted.reduce((sum, lines) => sum + lines, 0),
    medianLines: sorted[sorted.length >> 1] ?? 0,
    singleReaders: single.length,
    smallSingleReaders: single.filter((file) => lengths.get(file)! <= SMALL),
    circles: circlesOf(graph),
    folders,
    doubleNames: new Map([...homes].filter(([, found]) => new Set(found).size > 1)),
    casts: files.reduce((sum, file) => sum + count(file.text, /\bas number\b/g), 0),
    zeroDefaults: files.reduce((sum, file) => sum + count(file.text, /\?\? 0\b/g), 0),
  };
}
