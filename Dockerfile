# Couplet in a container: docker build -t couplet . ; see docs/running.md. Not built by us yet.
FROM python:3.13-slim
RUN useradd --create-home couplet
WORKDIR /opt/couplet
COPY pyproject.toml requirements.lock README.md LICENSE ./
COPY bot bot
COPY cogs cogs
COPY storage storage
COPY local_discord local_discord
RUN pip install --no-cache-dir -c requirements.lock .
USER couplet
WORKDIR /home/couplet
# The data folder, .env and models that were downloaded lie here.
VOLUME /home/couplet
# The tap page; COUPLET_PAGE_HOST=0.0.0.0 lets it out of the container.
EXPOSE 8137
ENTRYPOINT ["couplet"]
CMD ["run"]
