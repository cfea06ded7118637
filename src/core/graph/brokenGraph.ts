import type { GraphEdge, GraphNode, GraphSnapshot, ValueView } from '../../protocol/graph.ts';

import type { NodeId } from '../autodiff/tape/node.ts';
import { lineTable } from '../base/lineTable.ts';
import { contains, type Span, shifted } from '../base/span.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { nodeOfExpression, textOfNode } from '../evaluate/places.ts';
import { withheldMessage } from '../explain/withheld.ts';
import type { Gate } from '../gates/gate.ts';
import { gateOfCall, gateOfOperator, gateSpelled } from '../gates/index.ts';
import type { Problem } from '../semantics/problem.ts';
import { type Expression, expressionsOf, partsOf } from '../syntax/tree.ts';
import { lookOfLeaf, shortText } from './build/labels.ts';
import { stableIds } from './build/stableIds.ts';
import type { GraphRequest } from './build/target.ts';
import { tensorView } from './build/tensorView.ts';
import { feedersOf } from './cards/inputsShown.ts';

/** Larger pictures show nothing of the error. */
const LARGEST = 60;

const WAITING: ValueView = { state: 'waiting' };

/**
 * The graph of a cell whose last value an error keeps from being computed: what has a value with its value, then the gate that
 * has the error, then what waits for it, read from the text. Undefined where the cell's last line has a value.
 */
export function brokenGraph(evaluation: Evaluation, request: GraphRequest, cell: number): GraphSnapshot | undefined {
  const { document, statements } = evaluation;
  const place = document.cells[cell];
  if (place === undefined || place.kind === 'markdown') return undefined;
  let last = place.last - 1;
  while (last >= place.first && !isValue(evaluation, last)) last--;
  if (last < place.first || statements[last]?.bindings.at(-1)?.node !== undefined) return undefined;
  const drawn = new Picture(evaluation, request);
  const output = drawn.statement(last);
  const { wrong } = drawn;
  if (output === undefined || wrong === undefined || drawn.isTooLarge) return undefined;
  // A line that cannot be read has no gates.
  if (document.statements[wrong.statement]?.problems.some(({ severity }) => severity === 'error')) return undefined;
  const name = nameOf(evaluation, last) ?? shortText(document.statements[last]?.text ?? '', 24);
  const at = (document.starts[wrong.statement] ?? 0) + wrong.problem.from;
  return {
    uri: request.uri,
    version: request.version,
    title: name,
    output,
    outputName: name,
    ...drawn.withCopies(),
    boxes: [],
    notes: request.notes ?? [],
    stale: false,
    unfinished: true,
    digits: request.digits,
    problem: {
      node: wrong.node,
      message: withheldMessage(evaluation, request.hidden, wrong.statement, wrong.problem.message),
      line: lineTable(document.text).at(at).line + 1,
      span: { from: at, to: (document.starts[wrong.statement] ?? 0) + wrong.problem.to },
    },
  };
}

const isValue = ({ document }: Evaluation, statement: number): boolean => {
  const kind = document.statements[statement]?.tree.kind;
  return kind === 'assignment' || kind === 'bare' || kind === 'broken';
};

function nameOf({ document }: Evaluation, statement: number): string | undefined {
  const tree = document.statements[statement]?.tree;
  return tree?.kind === 'assignment' ? tree.targets[0]?.name : undefined;
}

interface Wrong {
  readonly node: string;
  readonly statement: number;
  readonly problem: Problem;
}

class Picture {
  readonly nodes: GraphNode[] = [];
  wrong: Wrong | undefined;
  private readonly evaluation: Evaluation;
  private readonly request: GraphRequest;
  private readonly uses: { readonly from: string; readonly to: string; readonly port: number }[] = [];
  private readonly known = new Map<string, string | undefined>();
  private readonly drawn = new Map<NodeId, string>();
  private count = 0;
  /** Expressions and values begun: a chain of thousands is left before it is gone through. */
  private begun = 0;

  constructor(evaluation: Evaluation, request: GraphRequest) {
    this.evaluation = evaluation;
    this.request = request;
  }

  /** A statement without a value: the gate at its top has its name. */
  statement(index: number): string | undefined {
    const key = `statement ${index}`;
    if (this.known.has(key)) return this.known.get(key);
    // Names that lead back to themselves end here.
    this.known.set(key, undefined);
    const { document, statements } = this.evaluation;
    const parsed = document.statements[index];
    const [top] = parsed ? expressionsOf(parsed.tree) : [];
    const problem = statements[index]?.problems.find(({ severity }) => severity === 'error');
    if (parsed === undefined || top === undefined) return undefined;
    const id = this.expression(top, index, problem, nameOf(this.evaluation, index));
    this.known.set(key, id);
    if (problem && id !== undefined && this.wrong?.statement !== index && this.isFirst(index))
      this.wrong = { node: id, statement: index, problem };
    return id;
  }

  /** The error nearest to the top of the text is the one that is shown. */
  private isFirst(statement: number): boolean {
    return this.wrong === undefined || statement < this.wrong.statement;
  }

  get isTooLarge(): boolean {
    return this.begun > LARGEST;
  }

  /** With a copy gate after each value that is used more than once. */
  withCopies(): Pick<GraphSnapshot, 'nodes' | 'edges'> {
    const nodes: GraphNode[] = [];
    const edges: GraphEdge[] = [];
    const join = (source: GraphNode, to: string, port: number): void => {
      const { id, value, gradient, role } = source;
      const quiet = role === 'constant' || role === 'data';
      edges.push({ id: `${to}:${port}`, from: id, to, port, value, gradient, quiet });
    };
    for (const drawn of this.nodes) {
      const isWrong = drawn.id === this.wrong?.node && drawn.value.state === 'waiting';
      const node: GraphNode = isWrong ? { ...drawn, value: { state: 'waiting', own: true } } : drawn;
      nodes.push(node);
      const uses = this.uses.filter(({ from }) => from === node.id);
      const { value, gradient, text } = node;
      const id = `${node.id}*`;
      const copy: GraphNode = { id, role: 'copy', gate: 'copy', symbol: 'copy', text, value, gradient, badges: [] };
      if (uses.length > 1) {
        nodes.push(copy);
        join(node, id, 0);
      }
      for (const { to, port } of uses) join(uses.length > 1 ? copy : node, to, port);
    }
    return { nodes, edges };
  }

  private expression(
    given: Expression,
    index: number,
    problem: Problem | undefined,
    name?: string,
  ): string | undefined {
    if (given.kind === 'group') return this.expression(given.inner, index, problem, name);
    if (++this.begun > LARGEST) return undefined;
    const node = nodeOfExpression(this.evaluation, index, given);
    if (node !== undefined) return this.value(node);
    if (given.kind === 'name') return this.named(given.name, given, index, problem);
    const { document } = this.evaluation;
    const span = shifted(given, document.starts[index] ?? 0);
    const text = shortText(document.text.slice(span.from, span.to).replace(/\s+/g, ' '));
    if (given.kind === 'number') return this.add({ id: this.fresh(), role: 'constant', symbol: text, text, span });
    if (given.kind === 'string') return undefined;
    if (given.kind === 'question' || given.kind === 'missing')
      return this.add({ id: this.fresh(), role: 'input', symbol: '?', text: '?', span });
    const inputs = partsOf(given).map((part) => this.expression(part, index, problem));
    const gate = gateOf(given);
    const symbol = gate?.symbol ?? (given.kind === 'call' ? given.callee.name : given.kind);
    const id = name === undefined ? this.fresh() : stableIds(this.evaluation).ofStatement(index);
    this.add({ id, role: 'gate', gate: gate?.name ?? '', symbol, text, span, ...(name === undefined ? {} : { name }) });
    for (const [port, from] of inputs.entries()) if (from !== undefined) this.uses.push({ from, to: id, port });
    this.blame(id, given, index, problem);
    return id;
  }

  /** The innermost gate whose text holds the place of the error is the one that has it. */
  private blame(id: string, span: Span, statement: number, problem: Problem | undefined): void {
    if (problem === undefined || !this.isFirst(statement)) return;
    const holds = contains(span, problem.from) && problem.to <= span.to;
    if (holds) this.wrong = { node: id, statement, problem };
  }

  private named(name: string, span: Span, index: number, problem: Problem | undefined): string | undefined {
    const { statements } = this.evaluation;
    for (let before = index - 1; before >= 0; before--)
      if (statements[before]?.bindings.some((binding) => binding.name === name)) return this.statement(before);
    const key = `name ${name}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const id = this.add({ id: this.fresh(), role: 'input', symbol: name, name, text: name });
    this.known.set(key, id);
    this.blame(id, span, index, problem);
    return id;
  }

  /** A value that is there, with all of its cell that feeds it. */
  private value(node: NodeId): string {
    const known = this.drawn.get(node);
    if (known !== undefined) return known;
    const { evaluation, request } = this;
    const { tape } = evaluation;
    const id = stableIds(evaluation).ofNode(node);
    this.drawn.set(node, id);
    const gate = tape.gateOf(node);
    const name = evaluation.nameOf(node);
    const look = lookOfLeaf(evaluation, node, name, request.digits);
    // What lies far before the error is not drawn.
    const isNear = ++this.begun < LARGEST / 2;
    const inputs = gate && isNear ? feedersOf(tape, node).map((input) => this.value(input)) : [];
    this.add({
      id,
      role: gate && isNear ? 'gate' : look.role,
      gate: gate?.name ?? '',
      symbol: (isNear ? gate?.symbol : undefined) ?? look.symbol,
      text: shortText(textOfNode(evaluation, node)),
      value: request.hidden?.values.has(node)
        ? { state: 'hidden' }
        : { state: 'number', tensor: tensorView(tape.valueOf(node)) },
      ...(name === undefined ? {} : { name }),
    });
    for (const [port, from] of inputs.entries()) this.uses.push({ from, to: id, port });
    return id;
  }

  private fresh(): string {
    return `waiting ${this.count++}`;
  }

  private add(node: Partial<GraphNode> & Pick<GraphNode, 'id' | 'role' | 'symbol' | 'text'>): string {
    this.nodes.push({
      gate: '',
      value: WAITING,
      gradient: { state: 'none', reason: 'nothing flows back before the error is mended' },
      badges: [],
      ...node,
    });
    return node.id;
  }
}

function gateOf(expression: Expression): Gate | undefined {
  switch (expression.kind) {
    case 'binary':
      return gateOfOperator(expression.operator);
    case 'call':
      return gateOfCall(expression.callee.name, expression.args.filter(({ name }) => name === undefined).length);
    case 'unary':
      return gateSpelled('prefix');
    case 'transpose':
    case 'index':
    case 'list':
      return gateSpelled(expression.kind);
    default:
      return undefined;
  }
}
