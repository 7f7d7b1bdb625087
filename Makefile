# The two commands: make run, make test. `make help` lists the rest.
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
NEXT := .venv-next
BUCKET := $(shell grep -qs '^MEDIA_S3_BUCKET=.' .env && echo requirements-s3.txt)
COMPILE := uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links
SERVE := DEBUG=False SECRET_KEY=$$(cat var/serve-secret) SITE_URL=http://127.0.0.1:$(PORT) \
	DATABASE_URL=$${DATABASE_URL:-sqlite:///$(CURDIR)/var/clinic.sqlite3}

.PHONY: help run test faults test-next serve words lock clean

help:  ## what you can ask for
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(VENV)/.installed var  ## start the site on this machine (PORT=8001 for another port)
	@$(BIN)/python tools/check_port.py $(PORT) run
	@$(BIN)/python manage.py migrate -v 0
	@$(BIN)/python manage.py load_starter
	@$(BIN)/python manage.py first_account
	@printf '\nPatients:  http://127.0.0.1:$(PORT)/\nStaff:     http://127.0.0.1:$(PORT)/admin/\nStop with Ctrl-C.\n\n'
	@SITE_URL=$${SITE_URL:-http://127.0.0.1:$(PORT)} $(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

test: $(VENV)/.installed-dev var  ## everything the tests need, then the tests
	@$(BIN)/python tests/support/tools.py
	@$(BIN)/python -m pytest -n 2

faults: $(VENV)/.installed-dev var  ## break things on purpose, see what the site does (FAULT=name for one)
	@$(BIN)/python -m bench.faults $(FAULT)

test-next: $(NEXT)/.installed var  ## all but the browser tests, on the newest Django (needs Python 3.12 or newer)
	@$(NEXT)/bin/python -m pytest -n 2 -m "not browser" --ignore tests/browser

serve: $(VENV)/.installed var var/serve-secret  ## serve as in production, with gunicorn
	@$(BIN)/python tools/check_port.py $(PORT) serve
	@$(SERVE) $(BIN)/python manage.py migrate -v 0
	@$(SERVE) $(BIN)/python manage.py collectstatic --no-input -v 0
	@$(SERVE) $(BIN)/python manage.py warm
	@printf 'Serving on http://127.0.0.1:$(PORT)/ (for others to reach it, nginx belongs in front: docs/deployment.md)\n'
	@$(SERVE) PORT=$(PORT) $(BIN)/gunicorn -c clinic_site/gunicorn.conf.py

words: $(VENV)/.installed  ## use what was changed in locale/ (needs gettext)
	@$(BIN)/python manage.py compilemessages -l en --ignore .venv --ignore .venv-next --ignore node_modules

lock: var  ## pin the packages again, for maintainers (needs uv)
	$(COMPILE) --python-version 3.11 requirements.in -o requirements.txt
	$(COMPILE) --python-version 3.11 requirements-s3.in -o requirements-s3.txt
	$(COMPILE) --python-version 3.11 requirements-pdf.in -o requirements-pdf.txt
	$(COMPILE) --python-version 3.11 requirements-dev.in -o requirements-dev.txt
	grep -hvE '^(django==|-c )' requirements.in requirements-s3.in requirements-pdf.in requirements-dev.in \
		| cat - requirements-next.in > var/next.in
	sed -nE '/^django==/d; s/^([a-z][^\\]*[^\\ ]) *\\?$$/\1/p' requirements.txt requirements-s3.txt \
		requirements-pdf.txt requirements-dev.txt \
		> var/next-pins.txt
	$(COMPILE) --python-version 3.12 --no-annotate --custom-compile-command "make lock" \
		-c var/next-pins.txt var/next.in -o requirements-next.txt

clean:  ## forget the environment; the database and the pictures in var/ stay
	rm -rf $(VENV) $(NEXT) node_modules

$(VENV)/.installed: requirements.txt $(BUCKET)
	@sh tools/venv.sh $(VENV)
	@echo "Installing the packages (the first time takes a minute)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes \
		$(addprefix -r ,requirements.txt $(BUCKET))
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt requirements-s3.txt requirements-pdf.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes \
		-r requirements-s3.txt -r requirements-pdf.txt -r requirements-dev.txt
	@touch $@

$(NEXT)/.installed: requirements-next.txt
	@python=$$(sh tools/newest_python.sh) && PYTHON=$$python sh tools/venv.sh $(NEXT)
	@echo "Installing the newest Django and its company"
	@$(NEXT)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-next.txt
	@touch $@

var:
	@mkdir -p -m 711 var

var/serve-secret: | var
	@umask 077 && $(BIN)/python -c "import secrets; print(secrets.token_urlsafe(50))" > $@
