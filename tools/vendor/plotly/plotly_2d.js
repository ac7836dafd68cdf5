'use strict';

const plotly = require('./core');

plotly.register([require('plotly.js/src/traces/contour'), require('plotly.js/src/traces/heatmap')]);
module.exports = plotly;
