import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphBrowser, shoot } from './graphPage.ts';
import { chooseInMenu, labels, lastSent, nodeNamed, openWith, phase, sent, show } from './panel.ts';
import { programs } from './programs.ts';
import { themes } from './themes.ts';

let browser: GraphBrowser;
beforeAll(async () => {
  browser = await GraphBrowser.launch();
});
afterAll(async () => {
  await browser.close();
  expect(browser.complaints).toEqual([]);
});

describe('source and graph', () => {
  it('says that it is ready, and selects the source of a gate that is clicked', async () => {
    const page = await openWith(browser, programs.simple);
    expect((await sent(page))[0]?.type).toBe('ready');
    await nodeNamed(page, 'q').click();
    expect(await lastSent(page, 'select')).toMatchObject({ node: 'c0:q', version: 1 });
    await page.close();
  });

  it('means the gate that was pressed, however slowly, and moves nothing while it is chosen', async () => {
    const page = await openWith(browser, programs.fork, { width: 560, height: 420 });
    const world = () => page.locator('.picture > g').getAttribute('transform');
    const before = await world();
    const box = await nodeNamed(page, 'b').boundingBox();
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);
    await page.mouse.down();
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    // The picture may move under a finger that is still down: a snapshot comes in.
    await page.keyboard.press('+');
    await page.mouse.up();
    await page.waitForSelector('[data-node="c0:b"].chosen');
    expect((await lastSent(page, 'select')).node).toBe('c0:b');
    await page.keyboard.press('0');
    expect(await world()).toBe(before);
    await page.close();
  });

  it('keeps what is chosen while the paper is dragged', async () => {
    const page = await openWith(browser, programs.simple);
    await nodeNamed(page, 'q').click();
    await page.mouse.move(60, 120);
    await page.mouse.down();
    await page.mouse.move(160, 160, { steps: 4 });
    await page.mouse.up();
    expect(await page.locator('[data-node="c0:q"].chosen').count()).toBe(1);
    await page.mouse.click(60, 120);
    await page.waitForSelector('[data-node="c0:q"]:not(.chosen)');
    await page.close();
  });

  it('opens a closed box with a double click, though the first click shows its details', async () => {
    const page = await openWith(browser, programs.neuron, { width: 560, height: 480 });
    const close = page.locator('[aria-label="Close all boxes"]');
    if ((await close.count()) > 0) await close.click();
    await page.waitForSelector('.node.closed');
    const box = await page.locator('.node.closed').boundingBox();
    const at = { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
    await page.mouse.click(at.x, at.y);
    await page.waitForSelector('.node.closed.chosen');
    await page.mouse.dblclick(at.x, at.y);
    await page.waitForSelector('.boxTitle');
    await page.close();
  });

  it('lights the gate under the cursor, also inside a closed box', async () => {
    const page = await openWith(browser, programs.neuron);
    await page.click('.boxTitle');
    await page.waitForSelector('.node.closed');
    await page.evaluate((at) => globalThis.pageHost.cursorAt(at), programs.neuron.indexOf('sigmoid') + 2);
    await page.waitForSelector('.node.closed.underCursor');
    await page.close();
  });

  it('sends pin, pause, check and new window as intents', async () => {
    const page = await openWith(browser, programs.simple);
    await page.click('[aria-label^=Pin]');
    await chooseInMenu(page, 'Pause: don’t follow edits');
    for (const name of ['Check gradients', 'Open in a new window']) {
      await page.click('[aria-label=More]');
      await page.getByRole('button', { name }).click();
    }
    await lastSent(page, 'newWindow');
    await lastSent(page, 'check');
    expect(await lastSent(page, 'pin')).toEqual({ type: 'pin', on: true });
    expect(await lastSent(page, 'pause')).toEqual({ type: 'pause', on: true });
    expect(await page.locator('[aria-label^=Pin]').getAttribute('aria-pressed')).toBe('true');
    await page.close();
  });
});

describe('keyboard', () => {
  it('reaches every node along the edges, and shows where the focus is', async () => {
    const page = await openWith(browser, programs.simple);
    await nodeNamed(page, 'f').focus();
    const way: (string | null)[] = [];
    for (const key of [
      'ArrowLeft',
      'ArrowLeft',
      'ArrowDown',
      'ArrowRight',
      'ArrowRight',
      'ArrowRight',
      'ArrowLeft',
      'ArrowDown',
    ]) {
      const before = way.at(-1);
      await page.keyboard.press(key);
      await page.waitForFunction(
        (last) => document.activeElement?.getAttribute('data-node') !== last,
        before ?? 'c0:f',
      );
      way.push(await page.evaluate(() => document.activeElement?.getAttribute('data-node') ?? null));
    }
    expect(way).toEqual(['c0:q', 'c0:x', 'c0:y', 'c0:q', 'c0:f', '→output', 'c0:f', 'c0:z']);
    const halo = await page.evaluate(() => {
      const focused = document.activeElement?.querySelector('.halo');
      return focused ? getComputedStyle(focused).strokeWidth : '';
    });
    expect(halo).toBe('2.5px');
    await page.close();
  });

  it('stops once at the picture when one walks by Tab', async () => {
    const page = await openWith(browser, programs.neuron);
    expect(await page.locator('.picture [tabindex="0"]').count()).toBe(1);
    await page.close();
  });

  it('opens and closes boxes', async () => {
    const page = await openWith(browser, programs.neuron);
    const count = () => page.locator('.picture .node').count();
    const open = await count();
    await nodeNamed(page, 'f').focus();
    await page.keyboard.press('Backspace');
    await page.waitForSelector('.node.closed');
    expect(await count()).toBeLessThan(open);
    await page.locator('.node.closed').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.boxTitle');
    expect(await count()).toBe(open);
    await page.close();
  });
});

describe('what is kept', () => {
  it('is as it was after the window was loaded again', async () => {
    const page = await openWith(browser, programs.neuron);
    await page.click('.boxTitle');
    await page.waitForSelector('.node.closed');
    for (const key of ['Home', 'ArrowRight', 'ArrowRight', '+']) await page.keyboard.press(key);
    await page.waitForFunction(() => document.querySelector('.phase')?.textContent === 'Forward 2/5');
    const world = await page.locator('.picture > g').getAttribute('transform');
    await page.reload();
    await show(page, programs.neuron);
    expect(await phase(page)).toBe('Forward 2/5');
    expect(await page.locator('.node.closed').count()).toBe(1);
    expect(await page.locator('.picture > g').getAttribute('transform')).toBe(world);
    await page.close();
  });

  it('survives whatever an older version has left behind', async () => {
    const page = await browser.open();
    for (const left of ['{"format":1,"boxes":{"a":1},"camera":{"x":"?"},"at":null}', '[]', '"x"', '{"format":7}']) {
      await page.evaluate((state) => sessionStorage.setItem('panel state', state), left);
      await page.reload();
      await show(page, programs.simple);
      expect(await labels(page)).toContain('−12');
    }
    await page.close();
  });
});

describe('errors in the text', () => {
  it.each(Object.entries(themes))(
    'leave the last good picture, marked as of an earlier text, in %s',
    async (name, theme) => {
      const page = await openWith(browser, programs.simple, { theme });
      await page.evaluate(() => globalThis.pageHost.show('x = (\n'));
      await page.waitForSelector('.staleMark');
      expect(await labels(page)).toContain('−12');
      expect(await page.locator('.note').count()).toBeGreaterThan(1);
      await shoot(page, `stale-${name}`);
      await page.close();
    },
  );

  it('say why there is no picture yet', async () => {
    const page = await browser.open();
    await page.evaluate(() => globalThis.pageHost.show('# %% [markdown] Words\n# Nothing but words.\n'));
    await page.waitForFunction(() => document.querySelector('.empty p')?.textContent?.includes('nothing to draw'));
    await page.close();
  });
});

describe('a hostile program', () => {
  it('shows hostile names as text', async () => {
    const page = await openWith(browser, programs.simple);
    const evil = '<img src=x onerror="document.title=1">';
    await page.evaluate((name) => {
      const { snapshot } = globalThis.pageHost;
      const nodes = snapshot?.nodes.map((node) => ({ ...node, name, symbol: name, text: name.repeat(2000) }));
      globalThis.pageHost.post({ type: 'graph', snapshot: { ...snapshot, nodes, title: name, notes: [name] } });
    }, evil);
    await page.waitForFunction((name) => document.querySelector('.note')?.textContent === name, evil);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe('Graph');
    const widest = await page
      .locator('.node .shape')
      .evaluateAll((shapes) => Math.max(...shapes.map((shape) => shape.getBoundingClientRect().width)));
    expect(widest).toBeLessThan(400);
    await page.close();
  });
});
