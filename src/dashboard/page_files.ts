/**
 * The page's files as text: they are part of the program wherever it came from, a folder, an
 * address or a compiled binary, and need no build. Who adds a file to the page adds it here; a
 * test says which is missing.
 *
 * @module
 */
import uplot from "uplot/module" with { type: "text" };
import uplotStyle from "uplot/style" with {
  type: "text",
};
import peerNames from "../telemetry/words/peer_names.ts" with {
  type: "text",
};
import html from "./page/index.html" with { type: "text" };
import app from "./page/app.ts" with { type: "text" };
import main from "./page/main.ts" with { type: "text" };
import modelHistory from "./page/model/history.ts" with { type: "text" };
import modelMod from "./page/model/mod.ts" with { type: "text" };
import modelMoment from "./page/model/moment.ts" with { type: "text" };
import modelNames from "./page/model/names.ts" with { type: "text" };
import modelRecording from "./page/model/recording.ts" with { type: "text" };
import modelSeries from "./page/model/series.ts" with { type: "text" };
import modelStraggling from "./page/model/straggling.ts" with { type: "text" };
import modelTimeline from "./page/model/timeline.ts" with { type: "text" };
import modelTypes from "./page/model/types.ts" with { type: "text" };
import partsChartOptions from "./page/parts/chart_options.ts" with {
  type: "text",
};
import partsChartTable from "./page/parts/chart_table.ts" with { type: "text" };
import partsDecadeScale from "./page/parts/decade_scale.ts" with {
  type: "text",
};
import partsElement from "./page/parts/element.ts" with { type: "text" };
import partsFormat from "./page/parts/format.ts" with { type: "text" };
import partsHelp from "./page/parts/help.ts" with { type: "text" };
import partsLater from "./page/parts/later.ts" with { type: "text" };
import partsLegend from "./page/parts/legend.ts" with { type: "text" };
import partsMarks from "./page/parts/marks.ts" with { type: "text" };
import partsPalette from "./page/parts/palette.ts" with { type: "text" };
import partsPanel from "./page/parts/panel.ts" with { type: "text" };
import partsPlotParts from "./page/parts/plot_parts.ts" with { type: "text" };
import partsRoving from "./page/parts/roving.ts" with { type: "text" };
import partsScheduler from "./page/parts/scheduler.ts" with { type: "text" };
import partsShare from "./page/parts/share.ts" with { type: "text" };
import partsSightFirst from "./page/parts/sight_first.ts" with { type: "text" };
import partsTimeChart from "./page/parts/time_chart.ts" with { type: "text" };
import partsView from "./page/parts/view.ts" with { type: "text" };
import playhead from "./page/playhead.ts" with { type: "text" };
import stream from "./page/stream.ts" with { type: "text" };
import styleBaseCss from "./page/style/base.css" with { type: "text" };
import styleChartsCss from "./page/style/charts.css" with { type: "text" };
import styleControlsCss from "./page/style/controls.css" with { type: "text" };
import styleDistributionsCss from "./page/style/distributions.css" with {
  type: "text",
};
import styleEventsCss from "./page/style/events.css" with { type: "text" };
import styleHeadlineCss from "./page/style/headline.css" with { type: "text" };
import styleLayoutCss from "./page/style/layout.css" with { type: "text" };
import stylePanelsCss from "./page/style/panels.css" with { type: "text" };
import stylePeersCss from "./page/style/peers.css" with { type: "text" };
import styleSwarmCss from "./page/style/swarm.css" with { type: "text" };
import viewCertificate from "./page/view/certificate.ts" with { type: "text" };
import viewDelays from "./page/view/delays.ts" with { type: "text" };
import viewEvents from "./page/view/events.ts" with { type: "text" };
import viewHeader from "./page/view/header.ts" with { type: "text" };
import viewLoss from "./page/view/loss.ts" with { type: "text" };
import viewMachine from "./page/view/machine.ts" with { type: "text" };
import viewOrdering from "./page/view/ordering.ts" with { type: "text" };
import viewPeerCard from "./page/view/peer_card.ts" with { type: "text" };
import viewPeerTable from "./page/view/peer_table.ts" with { type: "text" };
import viewQuorum from "./page/view/quorum.ts" with { type: "text" };
import viewReasons from "./page/view/reasons.ts" with { type: "text" };
import viewShapeKey from "./page/view/shape_key.ts" with { type: "text" };
import viewStaleness from "./page/view/staleness.ts" with { type: "text" };
import viewSwarmGraph from "./page/view/swarm_graph.ts" with { type: "text" };
import viewSwarmLabels from "./page/view/swarm_labels.ts" with { type: "text" };
import viewSwarmLayout from "./page/view/swarm_layout.ts" with { type: "text" };
import viewSwarmNode from "./page/view/swarm_node.ts" with { type: "text" };
import viewThemeButton from "./page/view/theme_button.ts" with { type: "text" };
import viewTimeBar from "./page/view/time_bar.ts" with { type: "text" };
import viewTopBar from "./page/view/top_bar.ts" with { type: "text" };
import viewTraffic from "./page/view/traffic.ts" with { type: "text" };
import viewValidation from "./page/view/validation.ts" with { type: "text" };

import usualRows from "../telemetry/log/usual_rows.ts" with { type: "text" };

/** The document itself. */
export const INDEX = html;

/** Where the page's own files are served: they lie as in the sources, so that imports fit. */
const PAGE = "/src/dashboard/page";

/** The page's files by path. */
export const PAGE_FILES: Readonly<Record<string, string>> = {
  "/uplot.js": uplot,
  "/uplot.css": uplotStyle,
  "/src/telemetry/log/usual_rows.ts": usualRows,
  "/src/telemetry/words/peer_names.ts": peerNames,
  [`${PAGE}/app.ts`]: app,
  [`${PAGE}/main.ts`]: main,
  [`${PAGE}/model/history.ts`]: modelHistory,
  [`${PAGE}/model/mod.ts`]: modelMod,
  [`${PAGE}/model/moment.ts`]: modelMoment,
  [`${PAGE}/model/names.ts`]: modelNames,
  [`${PAGE}/model/recording.ts`]: modelRecording,
  [`${PAGE}/model/series.ts`]: modelSeries,
  [`${PAGE}/model/straggling.ts`]: modelStraggling,
  [`${PAGE}/model/timeline.ts`]: modelTimeline,
  [`${PAGE}/model/types.ts`]: modelTypes,
  [`${PAGE}/parts/chart_options.ts`]: partsChartOptions,
  [`${PAGE}/parts/chart_table.ts`]: partsChartTable,
  [`${PAGE}/parts/decade_scale.ts`]: partsDecadeScale,
  [`${PAGE}/parts/element.ts`]: partsElement,
  [`${PAGE}/parts/format.ts`]: partsFormat,
  [`${PAGE}/parts/help.ts`]: partsHelp,
  [`${PAGE}/parts/later.ts`]: partsLater,
  [`${PAGE}/parts/legend.ts`]: partsLegend,
  [`${PAGE}/parts/marks.ts`]: partsMarks,
  [`${PAGE}/parts/palette.ts`]: partsPalette,
  [`${PAGE}/parts/panel.ts`]: partsPanel,
  [`${PAGE}/parts/plot_parts.ts`]: partsPlotParts,
  [`${PAGE}/parts/roving.ts`]: partsRoving,
  [`${PAGE}/parts/scheduler.ts`]: partsScheduler,
  [`${PAGE}/parts/share.ts`]: partsShare,
  [`${PAGE}/parts/sight_first.ts`]: partsSightFirst,
  [`${PAGE}/parts/time_chart.ts`]: partsTimeChart,
  [`${PAGE}/parts/view.ts`]: partsView,
  [`${PAGE}/playhead.ts`]: playhead,
  [`${PAGE}/stream.ts`]: stream,
  [`${PAGE}/style/base.css`]: styleBaseCss,
  [`${PAGE}/style/charts.css`]: styleChartsCss,
  [`${PAGE}/style/controls.css`]: styleControlsCss,
  [`${PAGE}/style/distributions.css`]: styleDistributionsCss,
  [`${PAGE}/style/events.css`]: styleEventsCss,
  [`${PAGE}/style/headline.css`]: styleHeadlineCss,
  [`${PAGE}/style/layout.css`]: styleLayoutCss,
  [`${PAGE}/style/panels.css`]: stylePanelsCss,
  [`${PAGE}/style/peers.css`]: stylePeersCss,
  [`${PAGE}/style/swarm.css`]: styleSwarmCss,
  [`${PAGE}/view/certificate.ts`]: viewCertificate,
  [`${PAGE}/view/delays.ts`]: viewDelays,
  [`${PAGE}/view/events.ts`]: viewEvents,
  [`${PAGE}/view/header.ts`]: viewHeader,
  [`${PAGE}/view/loss.ts`]: viewLoss,
  [`${PAGE}/view/machine.ts`]: viewMachine,
  [`${PAGE}/view/ordering.ts`]: viewOrdering,
  [`${PAGE}/view/peer_card.ts`]: viewPeerCard,
  [`${PAGE}/view/peer_table.ts`]: viewPeerTable,
  [`${PAGE}/view/quorum.ts`]: viewQuorum,
  [`${PAGE}/view/reasons.ts`]: viewReasons,
  [`${PAGE}/view/shape_key.ts`]: viewShapeKey,
  [`${PAGE}/view/staleness.ts`]: viewStaleness,
  [`${PAGE}/view/swarm_graph.ts`]: viewSwarmGraph,
  [`${PAGE}/view/swarm_labels.ts`]: viewSwarmLabels,
  [`${PAGE}/view/swarm_layout.ts`]: viewSwarmLayout,
  [`${PAGE}/view/swarm_node.ts`]: viewSwarmNode,
  [`${PAGE}/view/theme_button.ts`]: viewThemeButton,
  [`${PAGE}/view/time_bar.ts`]: viewTimeBar,
  [`${PAGE}/view/top_bar.ts`]: viewTopBar,
  [`${PAGE}/view/traffic.ts`]: viewTraffic,
  [`${PAGE}/view/validation.ts`]: viewValidation,
};

/** What the page's modules import by name, and where it is. */
export const IMPORT_MAP: Readonly<Record<string, string>> = {
  uplot: "/uplot.js",
};
