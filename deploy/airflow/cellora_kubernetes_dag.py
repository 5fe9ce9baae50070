"""Airflow: the applications of deploy/kubernetes one after the other, by the Spark operator.

Needs the provider apache-airflow-providers-cncf-kubernetes, a connection kubernetes_default, the variable
cellora (variables.json) and the filled-in applications beside this file; README.md has the steps.
"""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.providers.cncf.kubernetes.operators.spark_kubernetes import SparkKubernetesOperator


def application(name, retries=0):
    """A SparkApplication from the folder cellora/ beside this file."""
    return SparkKubernetesOperator(
        task_id=name,
        name=f"cellora-{name}",
        kubernetes_conn_id="kubernetes_default",
        namespace="{{ var.json.cellora.namespace }}",
        application_file=f"cellora/{name}.yaml",
        get_logs=True,
        delete_on_termination=True,
        retries=retries,
        retry_delay=timedelta(minutes=5),
    )


with DAG(
    dag_id="cellora_kubernetes",
    description="Embeds an atlas, fine-tunes an encoder on it and evaluates it",
    schedule="0 3 * * 0",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    tags=["cellora"],
) as dag:
    application("doctor") >> application("embed") >> application("run-all", retries=2) >> application("evaluate")
