import { afterAll, beforeAll, expect, it } from 'vitest';
import { GraphBrowser, shoot } from './graphPage.ts';
import { nodeNamed, openWith, text } from './panel.ts';

let browser: GraphBrowser;
beforeAll(async () => {
  browser = await GraphBrowser.launch();
});
afterAll(async () => {
  await browser.close();
  expect(browser.complaints).toEqual([]);
});

const practice = `# %% [practice] A product
x = 3; y = -4
p = x * y
value(p) = ?
grad(x) = ?
grad(y) = ?
`;

it('a question is answered in the graph, written into the text and marked on the spot', async () => {
  const page = await openWith(browser, practice);
  const box = (name: string) => page.getByLabel(`${name}: your answer`);
  await box('p').fill('7');
  await box('p').press('Escape');
  expect(await box('p').inputValue()).toBe('');
  expect(await text(page)).toContain('value(p) = ?\n');
  const places = () =>
    page.locator('.node').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('transform')));
  const before = await places();
  await box('p').fill('-12');
  await box('p').press('Enter');
  await page.waitForSelector('.answerBox.right');
  expect(await text(page)).toContain('value(p) = -12\n');
  // Nothing moves, and no box lies over a gate.
  expect(await places()).toEqual(before);
  const overlaps = await page.evaluate(() => {
    const boxes = [...document.querySelectorAll('.answerBox')].map((element) => element.getBoundingClientRect());
    const gates = [...document.querySelectorAll('.node.gate .shape')].map((element) => element.getBoundingClientRect());
    return boxes.flatMap((a) =>
      gates.filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom),
    ).length;
  });
  expect(await page.locator('.node.gate .shape').count()).toBe(1);
  expect(overlaps).toBe(0);
  await page.keyboard.type('3');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.answerBox.wrong');
  expect(await text(page)).toContain('grad(x) = 3\n');
  await box('∂p/∂x').focus();
  expect(await page.locator('.answerBox.wrong .said').textContent()).toMatch(/\S/);
  const said = await page.locator('.answerBox.wrong .said').boundingBox();
  expect(said?.x).toBeGreaterThanOrEqual(0);
  expect(await page.locator('.refusal').count()).toBe(0);
  await shoot(page, 'answers');
  await box('∂p/∂x').fill('-4');
  await box('∂p/∂x').press('Enter');
  await page.waitForFunction(() => document.querySelectorAll('.answerBox.right').length === 2);
  await page.close();
});

it('the second key of a chord of the editor is neither typed into a box nor used by the picture', async () => {
  const page = await openWith(browser, practice);
  await page.evaluate(() =>
    window.addEventListener('keydown', ({ key }) => {
      document.title += `-${key}`;
    }),
  );
  const box = page.getByLabel('p: your answer');
  await box.press('Control+k');
  await box.press('a');
  await box.press('7');
  expect(await box.inputValue()).toBe('7');
  await nodeNamed(page, 'x').focus();
  await page.keyboard.press('Control+k');
  await page.keyboard.press('g');
  expect(await page.locator('.sheet').count()).toBe(0);
  await page.keyboard.press('g');
  await page.locator('.sheet').waitFor();
  // The editor hears them from the window.
  expect(await page.title()).toMatch(/-Control-k-a-Control-k-g$/);
  await page.close();
});
