/**
 * From records to what the views draw. Knows no page: it runs and is tested
 * anywhere.
 *
 * @module
 */
export { History } from "./history.ts";
export {
  isAway,
  isHere,
  isMissed,
  isOver,
  type Moment,
  momentAt,
} from "./moment.ts";
export { byName } from "./names.ts";
export { Recording, SOLE_OBSERVER } from "./recording.ts";
export { Series, type Thinning } from "./series.ts";
export { Timeline, type Told } from "./timeline.ts";
export type {
  Change,
  EpochPoint,
  EventOf,
  FeedItem,
  Figures,
  GateChange,
  Introduction,
  Member,
  PageRecord,
  ValidationPoint,
} from "./types.ts";
