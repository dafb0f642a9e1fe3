#include "exporter/cli/program.h"

int main(int argc, char** argv) { return exporter::cli::Run(argc, argv); }
