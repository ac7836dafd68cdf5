// Builds plotly-2d.min.js, plotly-3d.min.js, plotly.css and plotly.LICENSES.txt.
// usage: node bundle_plotly.mjs TARGET_FOLDER   (with the packages of package.json installed beside it)
import { createRequire } from 'node:module';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';
import { simple } from 'acorn-walk';
import { build } from 'esbuild';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const TARGET = path.resolve(process.argv[2]);
const PLOTLY = path.join(HERE, 'node_modules', 'plotly.js');
const VERSION = createRequire(import.meta.url)('plotly.js/package.json').version;

// Prose about each attribute, read only by plotly's documentation generator; its official bundles drop it as well.
const DOCUMENTATION_KEYS = new Set(['description', 'requiredOpts', 'otherOpts', 'hrName']);

/** The source without any `description: ...` (and the like) in its object literals. */
function withoutDocumentation(source) {
  const spans = [];
  simple(parse(source, { ecmaVersion: 'latest', sourceType: 'script' }), {
    Property(node) {
      if (!node.computed && node.kind === 'init' && DOCUMENTATION_KEYS.has(node.key.name)) {
        const comma = /^\s*,/.exec(source.slice(node.end));
        spans.push([node.start, node.end + (comma ? comma[0].length : 0)]);
      }
    },
  });
  return spans
    .sort(([a], [b]) => b - a)
    .reduce((text, [start, end]) => text.slice(0, start) + text.slice(end), source);
}

const slimPlotly = {
  name: 'slim-plotly',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /plotly\.js[\\/]src[\\/].*\.js$/ }, async ({ path: file }) => ({
      contents: withoutDocumentation(await readFile(file, 'utf8')),
      loader: 'js',
    }));
    onResolve({ filter: /^culori$/ }, () => ({ path: path.join(HERE, 'plotly', 'colors.mjs') }));
  },
};

/** Builds one bundle and answers which files went into it. */
async function bundle(name) {
  const { metafile } = await build({
    entryPoints: [path.join(HERE, 'plotly', `${name.replace('-', '_')}.js`)],
    outfile: path.join(TARGET, `${name}.min.js`),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    alias: { regl: '@plotly/regl', stream: 'stream-browserify' },
    define: { global: 'window', 'define.amd': 'false', 'process.env.NODE_DEBUG': 'false' },
    banner: { js: `/*! plotly.js v${VERSION}, custom build. Copyright Plotly, Inc. MIT licence */` },
    legalComments: 'none', // they go into plotly.LICENSES.txt, whole
    metafile: true,
    loader: { '.css': 'empty' }, // the map traces' styles, which the registry names and we never load
    plugins: [slimPlotly],
    logLevel: 'warning',
  });
  return Object.values(metafile.outputs)
    .flatMap((output) => Object.entries(output.inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => file);
}

/** The licence of every package that a bundle holds a part of. */
async function licences(files) {
  const packages = new Set(files.map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]).filter(Boolean));
  const texts = await Promise.all([...packages].sort().map(async (name) => {
    const folder = path.join(HERE, 'node_modules', name);
    const { version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? (await readFile(path.join(folder, file), 'utf8')).trim() : '(the package holds no licence text)';
    return `${name} ${version}: ${license}\n\n${text}\n`;
  }));
  await writeFile(path.join(TARGET, 'plotly.LICENSES.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`));
}

/** Plotly's own style rules as a file: injecting them needs a content security policy with inline styles. */
async function styleSheet() {
  const source = await readFile(path.join(PLOTLY, 'build', 'plotcss.js'), 'utf8');
  const literal = source.slice(source.indexOf('{'), source.indexOf('};') + 1);
  const rules = Object.entries(new Function(`return (${literal})`)());
  const selector = (short) => short
    .replace(/^,/, ' ,')
    .replace(/X/g, '.js-plotly-plot .plotly')
    .replace(/Y/g, '.plotly-notifier');
  const lines = rules
    .filter(([short]) => !short.includes('plotly-cloud-dialog')) // the dialog that sends a chart to a third party
    .map(([short, style]) => `${selector(short)}{${style}}`);
  const banner = `/*! plotly.js v${VERSION}: its style rules. Copyright Plotly, Inc. MIT licence */`;
  await writeFile(path.join(TARGET, 'plotly.css'), `${[banner, ...lines].join('\n')}\n`);
}

const [flat, solid] = await Promise.all([bundle('plotly-2d'), bundle('plotly-3d'), styleSheet()]);
await licences([...flat, ...solid]);
