/** Texts that try to end what they are printed in, to run, to load, to open or to look like something else; by the format they aim at. */
export const hostileTexts: readonly string[] = [
  // XML, SVG, HTML
  '</text></svg><script>alert(1)</script>',
  ']]><script>alert(1)</script>',
  '--><img src=x onerror=alert(1)>',
  '" onload="alert(1)',
  "' onclick='alert(1)",
  '&#60;script&#62; &lt;b&gt; &amp; &nbsp;',
  '</title></style><iframe src=https://evil.example>',
  // Python
  '"""; import os; """',
  "'''",
  '\\N{DASH} \\U00110000 \\x \\',
  '"',
  'a\\',
  // LaTeX and TikZ
  '\\end{verbatim}\\input{/etc/hostname}\\begin{verbatim}',
  '\\end {verbatim}\\input{/etc/hostname}',
  '\\immediate\\write18{touch pwned}',
  '$\\input{/etc/hostname}$',
  '$$\\openout5=pwned$$',
  '$\\frac$',
  '$x \\end{matrix}$',
  '$a & b$ $\\left($',
  '$\\text{\\def\\x{y}}$',
  '}\\input{/etc/hostname}{',
  '\\end{document}',
  '\\verb|x| \\begin{filecontents}{pwned}',
  '^^5cinput{/etc/hostname}',
  '100 % of #1 & _x^ ~ {}',
  '\\\\[2pt] [x]',
  "-- --- << >> `` '' ?` !`",
  '\\catcode`\\@=11 \\csname input\\endcsname',
  '};\\node at (0,0) {x};{',
  // Markdown
  '`',
  '`` ` ``` ````',
  '![x](https://evil.example/x.png)',
  '` ![x](https://evil.example/x.png) `',
  '[x](command:workbench.action.closeWindow)',
  '[x](javascript:alert(1))',
  '[x](java&#115;cript:alert&#40;1&#41;)',
  '\\![x](https://evil.example/x.png)',
  '\\](https://evil.example) [x',
  '[x]: javascript:alert(1)',
  '<https://evil.example>',
  '<img src="https://evil.example/x.png">',
  '</summary></details><b onclick="alert(1)">',
  'https://evil.example www.evil.example',
  '| a | b |',
  '# heading',
  '- item',
  '1. item',
  '> quote',
  '---',
  '===',
  '~~x~~ **x** _x_ $x$',
  // the editor's messages
  '$(zap) $(sync~spin)',
  // CSV
  '=1+1',
  '+cmd|x!A1',
  '-2+3',
  '@SUM(A1)',
  ' =HYPERLINK("https://evil.example")',
  'a,b;c"d',
  // terminals
  '\u001b[2J\u001b]0;title\u0007',
  '\u009b31m\u0085',
  'a\rb',
  '\u0000\u007f\u0008',
  '\u2028\u2029',
  '\u202egnp.\u2066',
  // halves, noncharacters, what has no letter
  '\ud800 \udfff',
  '\ufffe\uffff\u200b',
  '\u{1f600}\u{e0001}',
  '重 α ₙ ² ∂ é',
];

/** In file names, which may hold line ends as well. */
export const hostileNames: readonly string[] = [
  ...hostileTexts,
  'a"""\nimport os; os.system("echo PWNED")\n"""b',
  'a\nfile:1:1: error: forged',
  '../../etc/passwd',
  '-rf',
  'CON',
];

/** Members of a module of PyTorch: `dir(nn.Module())`, with those of later versions. */
const MODULE =
  'T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval extra_repr float forward ' +
  'get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules mtia named_buffers named_children named_modules ' +
  'named_parameters parameters register_backward_hook register_buffer register_forward_hook register_forward_pre_hook ' +
  'register_full_backward_hook register_full_backward_pre_hook register_load_state_dict_post_hook register_load_state_dict_pre_hook ' +
  'register_module register_parameter register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state ' +
  'set_submodule share_memory state_dict to to_empty train training type xpu zero_grad _buffers _modules _parameters _apply _call_impl ' +
  '__init__ __call__ __dict__ __class__ __setattr__';
export const moduleMembers: ReadonlySet<string> = new Set(MODULE.split(' '));

/** Names that Python, PyTorch or the script itself has taken. */
export const takenNames: readonly string[] = [
  ...moduleMembers,
  'requires_grad',
  'requires_grad__',
  ...'False None True and as assert async await break class continue del elif else except finally from global if import in is match case type'.split(
    ' ',
  ),
  ...'nonlocal not or pass raise return try while with yield self print range len ord next divmod list dict enumerate super max min abs sum'.split(
    ' ',
  ),
  ...'__name__ __file__ __debug__ __builtins__ torch nn os math copy numpy distributed dtype load leaves computed output value leaf'.split(
    ' ',
  ),
  ...'Model Draws RUNS ROWS BATCH EPOCHS STEPS LR_DECAY SHUFFLE SEED VALIDATE PATIENCE DATA SCHEDULE WARMUP CLIP_NORM OPTIMIZER WEIGHT_DECAY'.split(
    ' ',
  ),
  ...'make_optimizer gradients batch rows run model losses loss_over split rate constructor toString __proto__ hasOwnProperty bp__x ﬁ ſ K'.split(
    ' ',
  ),
];
