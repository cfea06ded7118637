/** Scalars as small teaching engines keep them: an object with a set of parents and a closure for each value, and a sort before the
 * backward pass. Without recursion, which would not reach the depth of 10,000 gates. */
export class Value {
  grad = 0;
  data: number;
  readonly parents: ReadonlySet<Value>;
  pull: () => void = () => undefined;

  constructor(data: number, parents: readonly Value[] = []) {
    this.data = data;
    this.parents = new Set(parents);
  }

  plus(other: Value): Value {
    const out = new Value(this.data + other.data, [this, other]);
    out.pull = () => {
      this.grad += out.grad;
      other.grad += out.grad;
    };
    return out;
  }

  times(other: Value): Value {
    const out = new Value(this.data * other.data, [this, other]);
    out.pull = () => {
      this.grad += other.data * out.grad;
      other.grad += this.data * out.grad;
    };
    return out;
  }

  tanh(): Value {
    const t = Math.tanh(this.data);
    const out = new Value(t, [this]);
    out.pull = () => {
      this.grad += (1 - t * t) * out.grad;
    };
    return out;
  }

  backward(): void {
    const order: Value[] = [];
    const seen = new Set<Value>();
    const pending = [{ value: this as Value, parents: this.parents.values() }];
    seen.add(this);
    for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
      const { value: parent } = top.parents.next();
      if (parent === undefined) {
        order.push(top.value);
        pending.pop();
      } else if (!seen.has(parent)) {
        seen.add(parent);
        pending.push({ value: parent, parents: parent.parents.values() });
      }
    }
    this.grad = 1;
    for (const value of order.reverse()) value.pull();
  }
}
