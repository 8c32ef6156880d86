#!/usr/bin/env node
// Stands in the sources so that a clone has the command before it is built.
import "../dist/cli/main.js";
