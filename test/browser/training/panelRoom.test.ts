/** Cards use the room that there is: no table hides columns in a side panel, no card stands beside a hole. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ended, PanelBrowser, shoot, train } from './panelPage.ts';
import { spirals } from './programs.ts';
import { light } from './themes.ts';

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await PanelBrowser.launch();
});
afterAll(async () => {
  await browser.close();
  expect(browser.complaints).toEqual([]);
});

test('in a side panel the runs’ options, losses, validation and metric fit side by side', async () => {
  const page = await browser.open({ theme: light, width: 400, height: 800 });
  await train(page, spirals('lr=[0.01, 0.1], momentum=[0, 0.9], batch=32, epochs=20, validate=0.2, metric=acc'));
  await ended(page);
  const card = page.locator('[data-card=compare]');
  // Steps and end, the same for all, are told once.
  await card.getByText('160 steps, done').waitFor();
  expect(await card.locator('thead th').allTextContents()).toEqual([
    'run',
    'lr',
    'momentum',
    'validation loss',
    'lowest, at step',
    'training loss',
    'acc',
  ]);
  const hidden = await card.locator('.table-scroll').evaluate((box) => box.scrollWidth - box.clientWidth);
  expect(hidden).toBeLessThanOrEqual(0);
  expect(await card.getByRole('rowheader').first().textContent()).toBe('lr = 0.01, β = 0');
  await page.close();
});

const CIFAR = `# %% Pictures
X, y = cifar10("c", split="test")
W1 = param(he(3072, 8)); b1 = param(zeros(8))
W2 = param(he(8, 10)); b2 = param(zeros(10))
scores = fc(relu(fc(X, W1, b1)), W2, b2)
loss = cross_entropy(scores, y)
train(loss, lr=0.01, momentum=0.9, batch=20, epochs=2)
`;

/** Records of the binary version: a label, then three planes of 32 × 32. */
const records = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => [
    i % 10,
    ...Array.from({ length: 3072 }, (_, at) => (at * (i + 1) * 7919) % 256),
  ]).flat();

test('misclassified pictures stand beside the matrix, and the cards above them side by side', async () => {
  const page = await browser.open({ theme: light, width: 1100, height: 900 });
  await train(page, CIFAR, { 'c/test_batch.bin': records(60) });
  await ended(page);
  await page.locator('[data-card=confusion]').scrollIntoViewIfNeeded();
  await page.locator('.pictures canvas').first().waitFor();
  const place = (selector: string) =>
    page.locator(selector).evaluate((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return { left, right, top, bottom };
    });
  const [matrix, pictures] = [await place('.matrix'), await place('.pictures')];
  expect(pictures.left).toBeGreaterThanOrEqual(matrix.right);
  expect(pictures.top).toBeLessThan(matrix.bottom);
  const [loss, update] = [await place('[data-card=loss]'), await place('[data-card=update]')];
  expect(update.top).toBe(loss.top);
  // A card as wide as the panel leaves no hole beside the one above it.
  const [layers, sizes] = [await place('[data-card=histograms]'), await place('[data-card=sizes]')];
  expect(sizes.top).toBe(layers.top);
  // No name of a class is cut off.
  const cut = await page
    .locator('.matrix thead th[title] span')
    .evaluateAll((names) => names.filter((name) => name.scrollHeight > name.clientHeight + 1).length);
  expect(cut).toBe(0);
  await shoot(page, 'pictures');
  await page.close();
});
