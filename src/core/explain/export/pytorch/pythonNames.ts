/** Names that Python, PyTorch and the script itself use. */
const TAKEN = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield match case type print range len float int ' +
    'list dict tuple set str sum min max abs zip super property torch nn os json copy math numpy np self model loss_of runs ' +
    'train rows main order device rank world dtype T forward parameters eval training state_dict modules children buffers ' +
    'to half double bfloat16 cpu cuda zero_grad apply add_module register_buffer register_parameter named_parameters ' +
    'requires_grad_ share_memory extra_repr call_super_init dump_patches compile get_parameter get_buffer load'
  ).split(' '),
);

/** Gives every thing a Python name of its own, as near to its own name as Python allows. */
export class PythonNames {
  private readonly given = new Set<string>();
  private count = 0;

  /** `name` undefined: a fresh temporary one. */
  take(name: string | undefined): string {
    // Python reads identifiers in this normal form, so two that differ before may be one after.
    const plain = (name ?? '').normalize('NFKC').replaceAll('#', '_');
    const start = /^[\p{XIDS}_][\p{XIDC}_]*$/u.test(plain) ? plain : `v${++this.count}`;
    let free = start;
    for (let i = 2; TAKEN.has(free) || this.given.has(free); i++)
      free = TAKEN.has(start) && i === 2 ? `${start}_` : `${start}_${i}`;
    this.given.add(free);
    return free;
  }
}
