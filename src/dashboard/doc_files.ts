/**
 * The pages of the documentation that the page's explanations name, as text: they are read where
 * there is no network, and of a single file, too.
 *
 * @module
 */
import codecs from "../../docs/codecs.md" with { type: "text" };
import elasticBound from "../../docs/concepts/elastic-bound.md" with {
  type: "text",
};
import ordering from "../../docs/concepts/ordering.md" with { type: "text" };
import synchronicity from "../../docs/concepts/synchronicity.md" with {
  type: "text",
};
import events from "../../docs/events.md" with { type: "text" };
import operations from "../../docs/operations.md" with { type: "text" };
import performance from "../../docs/performance.md" with { type: "text" };
import tasks from "../../docs/tasks.md" with { type: "text" };

/** Pages by path. */
export const DOC_FILES: Readonly<Record<string, string>> = {
  "/docs/codecs.md": codecs,
  "/docs/concepts/elastic-bound.md": elasticBound,
  "/docs/concepts/ordering.md": ordering,
  "/docs/concepts/synchronicity.md": synchronicity,
  "/docs/events.md": events,
  "/docs/operations.md": operations,
  "/docs/performance.md": performance,
  "/docs/tasks.md": tasks,
};
