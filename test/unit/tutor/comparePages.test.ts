import { describe, expect, it } from 'vitest';
import { printedArrays } from '../../../src/core/tutor/compare/printedArrays.ts';
import { givenArrays } from '../../../src/language/document/givenArrays.ts';
import { LanguageService } from '../../../src/language/document/service.ts';
import { comparison, shapePage } from '../../../src/language/features/comparing.ts';
import { settle } from '../../../src/language/features/questions.ts';

const layer = `# %%[practice] A layer
X = [[1, 2], [3, 5]]
W = [[2, -1], [4, 3]]
h = X @ W
f = sum(h * [[1, 2], [-1, 3]])
`;
function stateOf(text: string) {
  const service = new LanguageService({ filesOf: () => ({ read: () => ({ state: 'refused', reason: '' }) }) });
  service.open('file:///a.bp', 1, text);
  const state = service.state('file:///a.bp');
  if (state === undefined) throw new Error('not open');
  return state;
}
const at = (text: string, what: string): number => text.indexOf(what);

describe('the page of a comparison', () => {
  it('leads with the first to differ, and lists what was not given', () => {
    const found = comparison(stateOf(layer), 30, printedArrays('dh = [[1 2]\n [-1 3]]\ndW = [[0 0]\n [0 0]]\nz = [1]'));
    expect(found?.agrees).toBe(false);
    expect(found?.markdown).toContain('# The first to differ is dW');
    expect(found?.markdown).toContain('dh is right, dW is wrong: none of its 4 entries agrees');
    expect(found?.markdown).toContain('| `dh` | gradient of `h` | (2, 2) | ✓ agrees |');
    expect(found?.markdown).toContain('it would narrow this down: `h`, `f`');
    expect(found?.markdown).toContain('nothing called `z`');
  });
  it('passes on what could not be read', () => {
    const found = comparison(stateOf(layer), 30, printedArrays('dW = [[0 ... 0]]'));
    expect(found).toMatchObject({ agrees: false, markdown: expect.stringContaining('set\\_printoptions') });
    const file = givenArrays({ name: 'a.npz', bytes: new Uint8Array(9) }, () => '');
    expect(comparison(stateOf(layer), 30, file)?.markdown).toContain('a.npz is no .npy file');
  });
  it('agrees with what is right', () => {
    expect(comparison(stateOf(layer), 30, printedArrays('dW = [[-2 11]\n [-3 19]]'))?.agrees).toBe(true);
  });
});

describe('the page of the shape detective', () => {
  const settled = '**It fits, and it is the gradient.**';
  it('settles square cases by numbers', () => {
    const page = shapePage(stateOf(layer), at(layer, 'W\n') - 0)?.markdown;
    expect(page).toContain('# Shape detective: W in h');
    expect(page).toContain(`<code>Xᵀ · dh</code> (2, 2) · (2, 2)</summary>\n\n${settled}`);
  });
  it('does not while the question is open', () => {
    const asked = `${layer}grad(W) = ?\n`;
    const page = shapePage(stateOf(asked), at(asked, 'W\n'))?.markdown;
    expect(page).toContain('shapes do not decide');
    expect(page).not.toContain(settled);
    const answered = (answer: string) => {
      const state = stateOf(`${layer}grad(W) = ${answer}\n`);
      settle(state);
      return shapePage(state, at(asked, 'W\n'))?.markdown;
    };
    expect(answered('[[1, 2], [3, 4]]')).not.toContain(settled);
    expect(answered('[[-2, 11], [-3, 19]]')).toContain(settled);
  });
  it('says why a product does not fit, below it', () => {
    const text = 'x = [1, 2, 3]\nW = [[1, 2], [0, 1], [3, 1]]\nh = x @ W\nf = sum(h)\n';
    const page = shapePage(stateOf(text), at(text, 'W\n'))?.markdown;
    expect(page).toMatch(/<code>x · dh<\/code>.*<\/summary>\n\nIt does not fit: /);
    expect(page).toContain('Shapes leave one way: dW = xᵀ · dh.');
    expect(shapePage(stateOf(text), at(text, 'sum'))).toBeNull();
  });
});
