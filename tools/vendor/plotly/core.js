'use strict';

// plotly.js/src/core.js without what a map, a chart or a surface here never uses: sliders, update menus, range slider
// and selector, images, grids, error bars, 3-D annotations, templates, frames, and styles injected by script.
// Components left out answer with a no-op through plotly's own registry. (Annotations, shapes, selections and the
// legend stay: the axes and the drag box read their lists whether they are used or not.)
const registry = require('plotly.js/src/registry');
const plot = require('plotly.js/src/plot_api/plot_api');
const plots = require('plotly.js/src/plots/plots');

// Plotly calls its own methods by name through the registry (relayout on resize, for one).
for (const [name, method] of Object.entries(plot)) {
  registry.register({ moduleType: 'apiMethod', name, fn: method });
}

registry.register([
  require('plotly.js/src/traces/scatter'),
  require('plotly.js/src/components/annotations'),
  require('plotly.js/src/components/selections'),
  require('plotly.js/src/components/shapes'),
  require('plotly.js/src/components/colorscale'),
  require('plotly.js/src/components/colorbar'),
  require('plotly.js/src/components/legend'), // after shapes: its defaults read theirs
  require('plotly.js/src/components/fx'), // after legend, for the same reason
  require('plotly.js/src/components/modebar'),
  require('plotly.js/src/locale-en'),
  require('plotly.js/src/locale-en-us'),
]);

// 4.1's mode bar offers "Share chart", which sends the data to a third party: off unless a page asks for it.
plot.setPlotConfig({ plotlyServerURL: '', modeBarButtonsToRemove: ['sendChartToCloud'], displaylogo: false });

module.exports = {
  version: require('plotly.js/src/version').version,
  register: registry.register,
  newPlot: plot.newPlot,
  react: plot.react,
  restyle: plot.restyle,
  relayout: plot.relayout,
  update: plot.update,
  redraw: plot.redraw,
  purge: plot.purge,
  setPlotConfig: plot.setPlotConfig,
  Plots: { resize: plots.resize },
};
