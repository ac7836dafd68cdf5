'use strict';

const plotly = require('./core');

plotly.register([require('plotly.js/src/traces/surface'), require('plotly.js/src/traces/scatter3d')]);
module.exports = plotly;
