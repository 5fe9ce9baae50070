"""Airflow: doctor -> embed -> run-all -> evaluate -> tables by spark-submit, Sundays at 3 UTC.

Needs the provider apache-airflow-providers-apache-spark, a connection spark_default and the variable
cellora (variables.json); README.md has the steps.
"""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

ENVIRONMENT = {
    "DJL_OFFLINE": "true",
    "OPT_OUT_TRACKING": "true",
    "MALLOC_ARENA_MAX": "4",
}
OUT = "{{ var.json.cellora.output }}/{{ ds }}"


def submit(task_id, arguments, retries=0, conf=None):
    """One Cellora command by spark-submit; what is in braces is filled in when it runs."""
    return SparkSubmitOperator(
        task_id=task_id,
        conn_id="spark_default",
        name=f"cellora-{task_id}",
        application="{{ var.json.cellora.job_jar }}",
        java_class="io.cellora.job.Main",
        jars="{{ var.json.cellora.natives_jar }}",
        application_args=arguments,
        env_vars=ENVIRONMENT,
        conf={
            "spark.executor.instances": "{{ var.json.cellora.executors }}",
            "spark.executor.cores": "{{ var.json.cellora.executor_cores }}",
            "spark.executor.memory": "{{ var.json.cellora.executor_memory }}",
            "spark.executor.memoryOverhead": "{{ var.json.cellora.executor_overhead }}",
            "spark.driver.memory": "{{ var.json.cellora.driver_memory }}",
            "spark.driver.memoryOverhead": "{{ var.json.cellora.driver_overhead }}",
            # Airflow tries again, not YARN.
            "spark.yarn.maxAppAttempts": "1",
            "spark.executorEnv.DJL_OFFLINE": "true",
            "spark.executorEnv.MALLOC_ARENA_MAX": "4",
            **(conf or {}),
        },
        retries=retries,
        retry_delay=timedelta(minutes=5),
    )


with DAG(
    dag_id="cellora",
    description="Embeds an atlas, fine-tunes an encoder on it and evaluates it",
    schedule="0 3 * * 0",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    tags=["cellora"],
) as dag:
    doctor = submit("doctor", ["doctor"])
    embed = submit(
        "embed",
        ["embed", "--input", "{{ var.json.cellora.atlas }}", "--model", "{{ var.json.cellora.model }}",
         "--out", f"{OUT}/embedded", "--overwrite", "--set", "input.label={{ var.json.cellora.label }}"],
        retries=1,
    )
    # A retry goes on where the try before it stopped.
    run_all = submit(
        "run-all",
        ["run-all", "--input", "{{ var.json.cellora.atlas }}", "--model", "{{ var.json.cellora.model }}",
         "--out", f"{OUT}/run", "--resume", "--set", "input.label={{ var.json.cellora.label }}"],
        retries=2,
    )
    evaluate = submit(
        "evaluate", ["evaluate", "--out", f"{OUT}/run", "--model", "{{ var.json.cellora.model }}"]
    )
    # For the metastore that Spark is configured with.
    tables = submit(
        "tables",
        ["tables", "--out", f"{OUT}/run", "--database", "{{ var.json.cellora.database }}",
         "--replace", "--register"],
        conf={"spark.sql.catalogImplementation": "hive"},
    )
    doctor >> embed >> run_all >> evaluate >> tables
