# What developers do here. `just --list` shows it; each recipe is plain shell, so that it can be run without just.

# everything that .ci/run does
ci:
    .ci/run

# the tests; `just test NAME` for some
test *NAME:
    cargo test {{NAME}}

# format, clippy, docs, dependencies, workflows: without a warning
lint:
    cargo fmt --check
    cargo clippy --all-targets --quiet -- -D warnings
    cargo clippy --test corpus --test dump --test sweep --quiet -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --quiet
    shellcheck .ci/run release/*.sh action/*.sh benches/*.sh

# licences, sources, versions that stand twice, advisories; needs cargo-deny
deny *WHAT:
    cargo deny --locked check {{WHAT}}

# fixtures and the files made from others, anew, one after the other; then review the diff
fixtures:
    for test in every_case_gives the_list_of readme_of_the_fix the_manual_of; do VOLSIFT_UPDATE=1 cargo test --quiet --test integration $test; done
    INSTA_UPDATE=always cargo test --quiet --test integration formats
    cargo test --quiet

# the model of whole hosts against the program, for docs/reliability.md: ten minutes on two cores; `just model 1000` in short
model HOSTS="100000":
    VOLSIFT_MODEL_HOSTS={{HOSTS}} cargo test --quiet --test model a_long_run -- --ignored --nocapture | sed -n '/^# begin/,/^# end/{//!p}' | python3 tests/figures/put.py model

# criterion's benches; `just bench read/peek` for some
bench *NAME:
    cargo bench --bench read --bench analyze --bench render -- {{NAME}}

# instructions of a look, of a record that matters, of the JSON; `just instructions --update` keeps new figures
instructions *OPTIONS:
    cargo build --release --locked --quiet
    python3 benches/instructions.py {{OPTIONS}}

# whole runs against other programs, with a folder of real logs where you have one: docs/performance.md
compare *FOLDER:
    benches/compare.sh {{FOLDER}}

# damage of every kind to every log of the fixtures and of a folder of real logs; the table goes to docs/reliability.md
sweep *FOLDER:
    cargo test --quiet --test sweep -- --cases --scenarios {{FOLDER}} | python3 tests/figures/put.py sweep

# every fuzz target for so many minutes; the table goes to docs/reliability.md. Needs cargo-fuzz and a nightly toolchain
fuzz-all MINUTES="30" *TARGETS:
    fuzz/all.sh {{MINUTES}} {{TARGETS}} | python3 tests/figures/put.py fuzz

# the smallest of what fuzzing found, into fuzz/corpus, which `cargo test` replays
fuzz-keep:
    python3 fuzz/keep.py 48

# builds for Linux, static, and Windows, run over every case and compared; macOS is checked
release-check:
    release/check.sh

# the same in short, as .ci/run has it
release-quick:
    release/check.sh --quick

# the crate as crates.io would get it
package:
    cargo publish --dry-run --locked

# looks before each commit at what is fast to look at; `git config --unset core.hooksPath` ends it
hooks:
    git config core.hooksPath release/hooks

# every mutant of the rooms that judge, all in one build, against the tests; the table goes to docs/reliability.md
mutants:
    cargo run --quiet --manifest-path tests/mutants/Cargo.toml --target-dir target/mutants/tool | python3 tests/figures/put.py mutants

# some of them: `just mutants-of again` those that survived the last time, `just mutants-of only verdict/mod.rs`
mutants-of *WHICH:
    cargo run --quiet --manifest-path tests/mutants/Cargo.toml --target-dir target/mutants/tool -- {{WHICH}}

# what each dependency is trusted with, into docs/reliability.md
dependencies:
    python3 release/dependencies.py | python3 tests/figures/put.py dependencies

# the peak of memory for each kind of input at two sizes, into docs/reliability.md
memory:
    cargo build --release --locked --quiet
    python3 tests/figures/memory.py | python3 tests/figures/put.py memory

# two builds in two folders, as they are released: the same bytes, into docs/reliability.md
reproducible:
    release/reproducible.sh | python3 tests/figures/put.py reproducible

# what the program is made of, for scanners (needs cargo-cyclonedx), and the licences of it for people
sbom:
    cargo cyclonedx --format json --override-filename volsift.cdx
    python3 release/notices.py > THIRD-PARTY.txt

# the example on Spark: a cluster on this machine, a worker is killed; needs Java 17 and a release build
spark *OPTIONS:
    test -x target/spark-venv/bin/spark-submit || { python3 -m venv target/spark-venv && target/spark-venv/bin/pip install --quiet -r examples/spark/requirements.txt; }
    target/spark-venv/bin/python examples/spark/test_fleet.py --volsift target/release/volsift {{OPTIONS}}

# the same with 1,000 hosts, and what it costs, into docs/fleet.md
spark-test HOSTS="1000":
    target/spark-venv/bin/python examples/spark/test_fleet.py --volsift target/release/volsift --hosts {{HOSTS}} | python3 tests/figures/put.py spark-test fleet.md
spark-figures HOSTS="1000":
    target/spark-venv/bin/python examples/spark/measure.py --volsift target/release/volsift --hosts {{HOSTS}} | python3 tests/figures/put.py spark fleet.md
