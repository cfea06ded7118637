import { describe, expect, it } from 'vitest';
import { hiddenIn } from '../../../src/language/document/hidden.ts';
import { gradientCheckPage } from '../../../src/language/features/gradientCheckPage.ts';
import { settle } from '../../../src/language/features/questions.ts';
import { openText, URI } from '../../support/openText.ts';

const SATURATED = 'w = [1, 3]; bias = -2; x = [5, 8]\nh = sigmoid(dot(w, x) + bias)\n';

describe('the page of a gradient check', () => {
  it('calls nothing wrong where everything saturates, says why, and draws the curve', () => {
    const page = gradientCheckPage(openText(SATURATED).state, 0);
    expect(page?.right).toBe(true);
    expect(page?.markdown).toContain('✓ right, differences drown in rounding');
    expect(page?.markdown).toContain('both exact methods agree');
    const picture = /\(data:image\/svg\+xml;utf8,([^)\s]+)\)/.exec(page?.markdown ?? '')?.[1] ?? '';
    const svg = decodeURIComponent(picture);
    expect(svg.match(/<polyline /g)).toHaveLength(3);
    expect(svg).toContain('step h');
    expect(svg).toContain('stroke-dasharray');
  });

  it('says of the step what its curve shows', () => {
    const said = (text: string) => gradientCheckPage(openText(text).state, 0)?.markdown;
    expect(said('x = 0.7\nf = exp(x)\n')).toMatch(/grows with h²\. Of these steps 1e−[3-7] is the best for `x`\./);
    expect(said('x = 3\nf = 2 * x\n')).toContain('here none is seen, and the largest step, 1e−1, is the best for `x`.');
    expect(said('x = 0\nf = relu(x)\n')).toContain('No step helps at a kink');
  });

  it('keeps the numbers that would answer an open question to itself', () => {
    const sheet = (answer: string) => {
      const { state } = openText(`# %% [practice] A\nx = 17; y = 23\nf = x * y\ngrad(x) = ${answer}\n`);
      settle(state);
      return (gradientCheckPage(state, 0)?.markdown ?? '').split('## ')[0];
    };
    expect(sheet('?')).toContain('| `x` | · | · | · |');
    expect(sheet('?')).not.toContain('23');
    expect(sheet('17')).not.toContain('23');
    expect(sheet('23')).toContain('| `x` | 23 | 23 | 23 |');
  });
});

const hunt = (a: number, rule: string): string =>
  `# %% Bug hunt: a product\ndef g(a, b) = a * b\nbackward g(a, b, upstream) = ${rule}\na = ${a}; b = 3\nf = g(a, b) ** 2\n`;

describe('a bug hunt', () => {
  it('allows the gradient check at two other sets of numbers, and no third', () => {
    const { service, state } = openText(hunt(2, '(upstream * a, upstream * a)'));
    let now = state;
    const check = (text: string, version: number) => {
      service.change(URI, version, [{ text }]);
      now = service.state(URI) ?? now;
      const page = gradientCheckPage(now, 0);
      const { probe } = page ?? {};
      if (probe !== undefined)
        service.updateReader(URI, (reader) => {
          const tried = reader.probes.get(probe.key) ?? [];
          return tried.includes(probe.numbers)
            ? reader
            : { ...reader, probes: new Map([[probe.key, [...tried, probe.numbers]]]) };
        });
      return page?.markdown ?? '';
    };
    const wrong = '(upstream * a, upstream * a)';
    expect(check(hunt(2, wrong), 2)).toContain('2 other sets of numbers');
    expect(check(hunt(2, '(upstream * a, upstream * a * 1)'), 3)).toContain('2 other sets of numbers');
    expect(check(hunt(5, wrong), 4)).toContain('one more set of numbers');
    expect(check(hunt(7, wrong), 5)).toContain('no other numbers any more');
    expect(check(hunt(8, wrong), 6)).toContain('# Both probes are used');
    expect(check(hunt(7, wrong), 7)).toContain('✗ wrong');
    expect(check(hunt(8, '(upstream * b, upstream * a)'), 8)).toContain('Every gradient is right.');
  });

  it('shows its gradients in the check alone, until it is repaired', () => {
    const gradientOf = (rule: string) => {
      const { state } = openText(hunt(2, rule));
      const node = state.evaluation.statements[2]?.bindings[0]?.node ?? -1;
      return hiddenIn(state).gradient(node);
    };
    expect(gradientOf('(upstream * a, upstream * a)')).toBe(true);
    expect(gradientOf('(upstream * b, upstream * a)')).toBe(false);
  });
});
