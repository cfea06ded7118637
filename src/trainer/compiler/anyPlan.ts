/** Engines for any plan: compiled where that can be, else gate by gate. */
import type { Engine } from '../engine/engine.ts';
import { programEngine } from '../engine/programEngine.ts';
import { isPlanProblem, type PlanProblem } from '../plan/plan.ts';
import { reasonOf } from '../run/reasonOf.ts';
import { type CompiledParts, compiledEngines } from './compiledEngine.ts';

/** One for each run. A module that this computer cannot run, or a memory that it cannot give, is no reason not to train. */
export function enginesForAny(parts: CompiledParts, count: number): readonly Engine[] | PlanProblem {
  const compiled = compiledOrWhyNot(parts, count);
  if (typeof compiled !== 'string') return compiled;
  const engines: Engine[] = [];
  for (let i = 0; i < count; i++) {
    const description = `gate by gate, in TypeScript, ${parts.precision} (not compiled: ${compiled})`;
    const engine = programEngine({ ...parts, description });
    if (isPlanProblem(engine)) return engine;
    engines.push(engine);
  }
  return engines;
}

function compiledOrWhyNot(parts: CompiledParts, count: number): readonly Engine[] | PlanProblem | string {
  const random = parts.plan.nodes.find(({ does }) => does.kind === 'gate' && does.gate.drawn !== undefined);
  if (random?.does.kind === 'gate') return `${random.does.gate.name} draws at every step`;
  if (typeof WebAssembly === 'undefined') return 'there is no WebAssembly here';
  try {
    return compiledEngines(parts, count) ?? 'a value has no entries, or there are too many gates';
  } catch (error) {
    return reasonOf(error);
  }
}
