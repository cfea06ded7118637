import { base64Of, bytesOf } from '../protocol/base64.ts';

const FORMAT = 'deflate-raw';

const through = async (
  bytes: Uint8Array<ArrayBuffer>,
  way: CompressionStream | DecompressionStream,
): Promise<Uint8Array> => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(way)).arrayBuffer());

/** A text as the fragment of an address: packed (RFC 1951), then base64 with letters that need no escape (RFC 4648, 5). */
export async function textToFragment(text: string): Promise<string> {
  const packed = await through(new TextEncoder().encode(text), new CompressionStream(FORMAT));
  return `text=${base64Of(packed).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

/** Undefined for what is no such text: a link may have been cut. */
export async function textOfFragment(packed: string): Promise<string | undefined> {
  try {
    const bytes = bytesOf(packed.replaceAll('-', '+').replaceAll('_', '/'));
    return new TextDecoder('utf-8', { fatal: true }).decode(await through(bytes, new DecompressionStream(FORMAT)));
  } catch {
    return undefined;
  }
}
