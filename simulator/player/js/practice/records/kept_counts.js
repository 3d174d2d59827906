// The counts of each network, kept in this browser.
import { KeptValues } from "../../storage/kept.js";
import { nothing, readCounts } from "./record.js";

const MOST_NETWORKS = 50; // the ones practised last
const kept = new KeptValues("localStorage", "backprop practice", readCounts, MOST_NETWORKS);

// By the name of the network; what cannot be read counts as nothing.
export const countsOf = (name) => kept.all().get(name) ?? nothing();

// `counts` null forgets the network.
export const keepCounts = (name, counts) => kept.keep(name, counts);
