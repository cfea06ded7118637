// Read at once: a script's own element is known only while it runs for the first time.
const own = document.currentScript instanceof HTMLScriptElement ? document.currentScript : undefined;

/** Address of a file beside the panel's own script. */
export const besideScript = (name: string): string => new URL(name, own?.src ?? document.baseURI).href;

/** Loads another script of the bundle when it is first needed, with the page's nonce. */
export function loadScript(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = besideScript(name);
    if (own?.nonce) script.nonce = own.nonce;
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => reject(new Error(`could not load ${name}`)));
    document.head.append(script);
  });
}

export function loadStyle(name: string): void {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = besideScript(name);
  document.head.append(link);
}
